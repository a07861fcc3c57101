/** The figure worker: a FigurePainter fed by the lab's worker, drawing for the page. */
import { changed, type Changes } from '../experiments/config';
import * as Comlink from 'comlink';
import { startBackend } from '../kernels/backend';

import { FigurePainter } from '../lab/figure/painter';
import { look } from '../lab/evaluate/looking';
import { holdUntilEnd } from './lifeline';
import { fetchShipped } from './shippedNetworks';
import { receiveSnapshots, sendEvent, type BackendName, type FigureWorker } from './protocol';
import { WASM_PATHS } from './wasmPaths';

/** Figure 3 waits until the brush has rested this long: a drawing of it takes as long as many strokes. */
const BRUSH_RESTS_MS = 500;

let painter: FigurePainter | null = null;

const worker: FigureWorker = {
  async open(backend: BackendName, page: MessagePort, lab: MessagePort) {
    // One thread: the cores are the lab's, which trains meanwhile.
    await startBackend({ preference: backend, wasmPaths: WASM_PATHS, threads: 1 });
    const started = new FigurePainter((figure) => sendEvent(page, { type: 'figure', figure }));
    painter = started;
    // An error in drawing is one of the worker: the page hears of it and puts another in its place.
    receiveSnapshots(lab, (snapshot) => void started.show(snapshot).catch(reportError));
  },

  async showShipped(page: MessagePort, hot: Changes) {
    // Wasm is there at once, where a GPU would first compile its programs.
    const [{ about, weights, images }] = await Promise.all([
      fetchShipped(),
      startBackend({ preference: 'wasm', wasmPaths: WASM_PATHS, threads: 1 }),
    ]);
    const { phase, step, paths } = about;
    painter = new FigurePainter((figure) => sendEvent(page, { type: 'figure', figure }));
    const config = changed(about.config, hot);
    const scene = { config, phase, step, pinned: paths.map((_, i) => i), paths, originals: images.data };
    await painter.show({ scene, weights });
    return about;
  },

  holdUntilEnd,

  async preview(changes: Changes) {
    await painter?.preview(changes);
  },

  look(name, request) {
    if (name === 'paint') painter?.holdBack(BRUSH_RESTS_MS);
    return look(painter?.source ?? null, name, request);
  },
};

Comlink.expose(worker);
