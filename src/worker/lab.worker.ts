/** The worker: a Lab with the browser's platform around it. Everything of tfjs runs here. */
import * as Comlink from 'comlink';
import { SAMPLE_FILE, SAMPLE_NAME, SAMPLE_PATH } from '../experiments/sample';
import type { Config } from '../experiments/config';
import { DEFAULT_CONFIG } from '../experiments/presets';
import { metricsToCsv } from '../export/metricsCsv';
import type { SourceFile } from '../data/types';
import { Lab } from '../lab/lab';
import { findShippedBy, goingOn } from '../lab/shipped';
import { capsulesBeside } from './capsules';
import { decodeInBrowser } from './decode';
import { evaluationBeside } from './evaluation';
import { exportsBeside } from './exports';
import { HandedFiles } from './handedFiles';
import { importsBeside } from './imports';
import { KeptRuns } from './keptRuns';
import { holdUntilEnd } from './lifeline';
import { OpfsFolder } from './opfsFolder';
import {
  MAX_PINNED,
  sendSnapshot,
  type Continued,
  type LabWorker,
  type MachineWishes,
  type PickedFile,
  tellPage,
} from './protocol';
import { pageUrl } from './pageUrl';
import { fetchShipped } from './shippedNetworks';
import { RunNotes } from './runNotes';
import { sourceFile } from './sourceFile';
import { statisticsBeside } from './statistics';
import { tablesBeside } from './tables';
import { twinsBeside } from './twins';
import { WASM_PATHS } from './wasmPaths';

const emit = tellPage;

findShippedBy(async () => (await fetchShipped()).weights);

const kept = KeptRuns.open(emit);
const runs = (): KeptRuns => {
  if (!kept) throw new Error('This browser gives pages no storage for runs: update it or choose another.');
  return kept;
};

function newLab(config: Config): Lab {
  return new Lab(config, {
    decode: decodeInBrowser,
    emit: (event) => {
      emit(event);
      kept?.follow(event);
      notes?.follow(event);
      evaluation.follow(event);
      followImages(event);
    },
    ...(kept && { keeping: kept.keeping }),
  });
}

let lab = newLab(DEFAULT_CONFIG);

async function load(files: readonly SourceFile[], name: string): Promise<boolean> {
  const isLoaded = await lab.load(files, name);
  if (isLoaded) await lab.tryShipped();
  return isLoaded;
}

const handed = new HandedFiles();
const notes =
  kept &&
  new RunNotes({
    folder: (run) => kept.shelf.files(run),
    pin: (images) => lab.pin(images),
    emit,
  });
const evaluation = evaluationBeside(
  () => lab,
  handed,
  (event) => {
    emit(event);
    notes?.follow(event);
  },
);
const followImages = statisticsBeside(() => lab, emit);
/** With what was noted of the run; it throws as `runs` does where none is kept. */
const bringBack = (run: string, isFork: boolean, go: () => Promise<Continued>): Promise<Continued> =>
  notes ? notes.bringBack(run, isFork, go) : go();
const capsules = capsulesBeside(() => lab, runs);
const imports = importsBeside({ lab: () => lab, runs, emit });
const tables = tablesBeside({
  folder: OpfsFolder.root()?.folder('tables') ?? null,
  decode: decodeInBrowser,
  lab: () => lab,
  emit: (event) => emit({ type: 'tables', event }),
});
const twins = twinsBeside(
  () => lab,
  kept,
  (event) => emit({ type: 'twins', event }),
);

/** Steps that a person takes one by one are saved when no other has followed for so long. */
const REST_MS = 3000;
let rest: ReturnType<typeof setTimeout> | undefined;
function saveAtRest(): void {
  clearTimeout(rest);
  rest = setTimeout(() => void lab.keeper?.save(), REST_MS);
}

const worker: LabWorker = {
  ...evaluation.requests,
  ...capsules,
  ...imports,
  ...exportsBeside(() => lab, emit),
  ...tables,
  ...twins,

  holdUntilEnd,

  drawFiguresOver(figures: MessagePort | null) {
    return lab.drawElsewhere(figures && ((snapshot) => sendSnapshot(figures, snapshot)));
  },

  async open(config: Config, { backend: preference, gpu: gpuChoice, memoryCap }: MachineWishes) {
    lab = newLab(config);
    await kept?.begin();
    await lab.open({ preference, gpu: navigator.gpu, gpuChoice, wasmPaths: WASM_PATHS });
    lab.limitMemory(memoryCap);
  },

  limitMemory(cap) {
    lab.limitMemory(cap);
    return Promise.resolve();
  },

  handOver(part) {
    handed.take(part);
    return Promise.resolve();
  },

  loadFiles: (files: readonly PickedFile[], name: string) => load(handed.with(files), name),

  async loadSample() {
    const response = await fetch(new URL(SAMPLE_PATH, pageUrl()));
    if (!response.ok) throw new Error(`The sample set could not be fetched (status ${response.status}).`);
    const blob = await response.blob();
    return load([sourceFile({ path: SAMPLE_FILE, file: new File([blob], SAMPLE_FILE) })], SAMPLE_NAME);
  },

  async beginShipped() {
    const { about, weights } = await fetchShipped();
    if (lab.images?.name !== SAMPLE_NAME && !(await worker.loadSample())) return;
    await lab.beginFrom(goingOn(about.config), weights);
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
  async step() {
    await lab.step();
    saveAtRest();
  },
  async play(learners) {
    const played = await lab.play(learners);
    saveAtRest();
    return played;
  },
  stop: () => lab.stop(),
  reset: () => lab.reset(),
  restart: (config) => lab.restart(config),
  tune: (changes) => lab.tune(changes),
  endPhaseOne: () => lab.endPhaseOne(),
  pin: (indices) => lab.pin(indices.slice(0, MAX_PINNED)),

  thumbnails(from, count) {
    const thumbnails = lab.thumbnails(from, count);
    return Promise.resolve(Comlink.transfer(thumbnails, [thumbnails.rgba.buffer]));
  },

  saveMetrics: () => Promise.resolve(metricsToCsv(lab.metrics)),

  listRuns: async () => kept?.begin(),
  saveCheckpoint: async () => lab.keeper?.save(),
  continueRun: (run) => bringBack(run, false, () => lab.continueRun(runs().shelf.open(run))),
  forkRun: (run, checkpoint, changes = {}) =>
    bringBack(run, true, () => lab.continueRun(runs().shelf.open(run), { checkpoint, changes, fork: true })),
  inspectCheckpoint: (run, checkpoint) => lab.viewCheckpoint(runs().shelf.open(run), checkpoint),
  deleteRun: (run) => runs().delete(run, lab.keeper?.status.run ?? null),
  undeleteRun: (run) => runs().undelete(run),
  purgeRun: (run) => runs().purge(run),
  labelRun: (run, labels) => runs().label(run, labels),
  runMetrics: (run) => runs().metrics(run),
  async storage() {
    const { usage, quota } = await navigator.storage.estimate();
    return {
      used: usage ?? null,
      free: quota === undefined || usage === undefined ? null : Math.max(0, quota - usage),
      persisted: await navigator.storage.persisted(),
    };
  },
};

Comlink.expose(worker);
