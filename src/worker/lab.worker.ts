/** The worker: a Lab with the browser's platform around it. Everything of tfjs runs here. */
import * as Comlink from 'comlink';
import { SAMPLE_NAME, SAMPLE_PATH } from '../data/sample';
import type { SourceFile } from '../data/types';
import type { BackendName } from '../kernels/backendInfo';
import type { Config } from '../experiments/config';
import { DEFAULT_CONFIG } from '../experiments/presets';
import { discriminatorToSafetensors } from '../export/discriminator';
import { metricsToCsv } from '../export/metricsCsv';
import { Lab } from '../lab/lab';
import { decodeInBrowser } from './decode';
import {
  MAX_PINNED,
  sendEvent,
  sendSnapshot,
  type LabEvent,
  type LabWorker,
  type PickedFile,
} from './protocol';
import { WASM_PATHS } from './wasmPaths';

let port: MessagePort | null = null;
const emit = (event: LabEvent): void => {
  if (port) sendEvent(port, event);
};

let lab = new Lab(DEFAULT_CONFIG, { decode: decodeInBrowser, emit });

const worker: LabWorker = {
  listen(listener: MessagePort) {
    port = listener;
    return Promise.resolve();
  },

  drawFiguresOver(figures: MessagePort) {
    return lab.drawElsewhere((snapshot) => sendSnapshot(figures, snapshot));
  },

  async open(config: Config, preference: BackendName | 'auto') {
    lab = new Lab(config, { decode: decodeInBrowser, emit });
    await lab.open({
      preference,
      gpu: navigator.gpu,
      wasmPaths: WASM_PATHS,
      onDeviceLost: ({ message }) =>
        emit({
          type: 'failure',
          failure: {
            what: `The GPU went away: ${message || 'the driver gave no reason'}.`,
            todo: 'Reload the page to begin anew; a smaller batch asks less of the GPU.',
          },
        }),
    });
  },

  loadFiles(files: readonly PickedFile[], name: string) {
    return lab.load(files.map(sourceFile), name);
  },

  async loadSample() {
    const response = await fetch(new URL(SAMPLE_PATH, pageUrl()));
    if (!response.ok) throw new Error(`The sample set could not be fetched (status ${response.status}).`);
    const blob = await response.blob();
    return lab.load([sourceFile({ path: SAMPLE_PATH, file: new File([blob], SAMPLE_PATH) })], SAMPLE_NAME);
  },

  cancelReading() {
    lab.cancelReading();
    return Promise.resolve();
  },

  start() {
    lab.start();
    return Promise.resolve();
  },
  pause: () => lab.pause(),
  step: () => lab.step(),
  stop: () => lab.stop(),
  reset: () => lab.reset(),
  restart: (config) => lab.restart(config),
  tune: (changes) => lab.tune(changes),
  pin: (indices) => lab.pin(indices.slice(0, MAX_PINNED)),

  thumbnails(from, count) {
    const thumbnails = lab.thumbnails(from, count);
    return Promise.resolve(Comlink.transfer(thumbnails, [thumbnails.rgba.buffer]));
  },

  async saveDiscriminator() {
    const bytes = discriminatorToSafetensors(await lab.parameters(), lab.config);
    return Comlink.transfer(bytes, [bytes.buffer]);
  },

  saveMetrics: () => Promise.resolve(metricsToCsv(lab.metrics)),

  saveCheckpoint: notYet,
  continueRun: notYet,
  forkRun: notYet,
  inspectCheckpoint: notYet,
  deleteRun: notYet,
  undeleteRun: notYet,
  purgeRun: notYet,
  exportRun: notYet,
  async storage() {
    const { usage, quota } = await navigator.storage.estimate();
    return {
      used: usage ?? null,
      free: quota === undefined || usage === undefined ? null : Math.max(0, quota - usage),
      persisted: await navigator.storage.persisted(),
    };
  },
};

function notYet(): Promise<never> {
  return Promise.reject(new Error('This version keeps no runs yet.'));
}

function sourceFile({ path, file }: PickedFile): SourceFile {
  return { path, size: file.size, bytes: async () => new Uint8Array(await file.arrayBuffer()) };
}

/** The folder of the page: the built worker lives in its `assets/`, the dev server's in `src/worker/`. */
function pageUrl(): string {
  return new URL(import.meta.env.BASE_URL === './' ? '../' : import.meta.env.BASE_URL, self.location.href)
    .href;
}

Comlink.expose(worker);
