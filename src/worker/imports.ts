/** The requests for files that come in and are no images: runs and weights. */
import { unzipSync } from 'fflate';
import { messageOf } from '../base/messageOf';
import { openCapsule } from '../checkpoints/capsule';
import { CHECKPOINT_PATH } from '../checkpoints/runFolder';
import { decodeCheckpoint, inOrder, type Checkpoint } from '../checkpoints/checkpoint';
import { manifestText, parseManifest, type Manifest } from '../checkpoints/manifest';
import { configDifference, valueOf } from '../experiments/config';
import { readWeights } from '../export/importWeights';
import type { Lab } from '../lab/lab';
import { methodOf } from '../lab/works';
import type { KeptRuns, PackedRun } from './keptRuns';
import type { ImportRequests, IncomingFile, LabEvent } from './protocol';

const ZIP = 'PK';
/** Where a zip's list of files ends, and no more than this from the end of the file. */
const END = 'PK\x05\x06';
const MAX_END = 65_557;
/** Of the eight bytes before a header. */
const HEADER_BEGIN = 8;

export interface ImportDesk {
  /** The Lab that is present when a request comes. */
  readonly lab: () => Lab;
  /** The runs kept; throws where there can be none. */
  readonly runs: () => KeptRuns;
  readonly emit: (event: LabEvent) => void;
}

export function importsBeside({ lab, runs, emit }: ImportDesk): ImportRequests {
  return {
    async lookAtFile(file): Promise<IncomingFile> {
      if ((await textOf(file.slice(0, ZIP.length))) === ZIP) return lookAtZip(file);
      if (!file.name.toLowerCase().endsWith('.safetensors')) return { kind: 'images' };
      if (await isCheckpoint(file)) return { kind: 'run' };
      const { config } = lab();
      const found = readWeights(await bytesOf(file), config, methodOf(config));
      const { network, origin: by, mismatches, ignored } = found;
      const changes = configDifference(config, found.config).map((key) => ({
        ...{ key, from: String(valueOf(config, key)), to: String(valueOf(found.config, key)) },
      }));
      return { kind: 'weights', weights: { file: file.name, network, by, ignored }, mismatches, changes };
    },

    async importRun(file) {
      return runs().take(await readRun(file), file.name);
    },

    async importWeights(file) {
      const present = lab();
      if (!present.subject) throw new Error('Load images first: the networks see them.');
      const found = readWeights(await bytesOf(file), present.config, methodOf(present.config));
      if (found.mismatches.length > 0) throw new Error(`“${file.name}” does not fit any more.`);
      const { network, origin: by, ignored } = found;
      const weights = { file: file.name, network, by, ignored: [...ignored] };
      if (!(await present.restart(found.config, weights))) return false;
      await present.setParameters(new Map([...(await present.parameters()), ...found.parameters]));
      emit({ type: 'restored', config: found.config });
      emit({ type: 'imported', weights });
      return true;
    },
  };
}

/** What somebody has packed: a capsule, a run's folder, or one checkpoint as it is. */
async function readRun(file: File): Promise<PackedRun> {
  const bytes = await bytesOf(file);
  if ((await textOf(file.slice(0, ZIP.length))) !== ZIP) {
    const checkpoint = await decodeCheckpoint(bytes);
    return { checkpoints: [checkpoint], manifest: manifestOf(checkpoint) };
  }
  return (await namesInZip(file)).includes('capsule.json') ? openCapsule(bytes) : readFolder(bytes);
}

async function lookAtZip(file: File): Promise<IncomingFile> {
  const names = await namesInZip(file);
  const isRun = names.includes('capsule.json') || CHECKPOINT_PATH.test(names);
  return isRun ? { kind: 'run' } : { kind: 'images' };
}

/** The zip's list of files, in which their names are text; empty if it has none where it should. */
async function namesInZip(file: File): Promise<string> {
  const end = file.slice(Math.max(0, file.size - MAX_END));
  const text = await textOf(end);
  const at = text.lastIndexOf(END);
  if (at < 0 || at + 22 > text.length) return '';
  const view = new DataView(await end.arrayBuffer(), at);
  const [bytes, from] = [view.getUint32(12, true), view.getUint32(16, true)];
  return textOf(file.slice(from, from + bytes));
}

/** Whether its header says that it is a checkpoint. What is no safetensors file is told when it is read as one. */
async function isCheckpoint(file: File): Promise<boolean> {
  const begin = new DataView(await file.slice(0, HEADER_BEGIN).arrayBuffer());
  if (begin.byteLength < HEADER_BEGIN) return false;
  const length = Number(begin.getBigUint64(0, true));
  const header = await textOf(file.slice(HEADER_BEGIN, HEADER_BEGIN + Math.min(length, file.size)));
  return /"__metadata__":\{"checkpoint":/.test(header);
}

/** A run's folder, as `lab train --out` writes it, that somebody has packed. */
async function readFolder(bytes: Uint8Array): Promise<PackedRun> {
  const files = unpack(bytes);
  const packed = files.filter(([path]) => CHECKPOINT_PATH.test(path));
  const checkpoints = inOrder(await Promise.all(packed.map(([path, file]) => read(path, file))));
  const run = files.find(([path]) => /(^|\/)run\.json$/.test(path))?.[1];
  const newest = checkpoints.at(-1);
  if (!newest) throw new Error('There is no checkpoint in the zip.');
  const manifest = run ? parseManifest(new TextDecoder().decode(run)) : manifestOf(newest);
  return { checkpoints, manifest };
}

/** Its run.json and checkpoints. */
function unpack(bytes: Uint8Array): [path: string, file: Uint8Array][] {
  try {
    const files = unzipSync(bytes, {
      filter: ({ name }) => CHECKPOINT_PATH.test(name) || name.endsWith('run.json'),
    });
    return Object.entries(files);
  } catch (error) {
    throw new Error(`The zip is damaged: ${messageOf(error)}.`, { cause: error });
  }
}

async function read(path: string, bytes: Uint8Array): Promise<Checkpoint> {
  try {
    return await decodeCheckpoint(bytes);
  } catch (error) {
    throw new Error(`“${path}” is not whole: ${messageOf(error)}`, { cause: error });
  }
}

/** What a checkpoint alone knows of its run. */
function manifestOf({ about }: Checkpoint): Manifest {
  const { phase, step } = about.training;
  const facts = {
    ...{ config: about.config, data: about.images, backend: about.backend, state: 'paused', phase, step },
    ...{ started: about.saved, trainingSeconds: 0, totalSeconds: 0 },
    ...{ parent: null, imported: null, beganWith: null, deleted: null },
  };
  return parseManifest(manifestText(facts));
}

async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer());
}

/** One letter a byte. */
async function textOf(file: Blob): Promise<string> {
  return new TextDecoder('latin1').decode(await file.arrayBuffer());
}
