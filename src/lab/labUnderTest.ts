/** For tests of a Lab: one on a few small pictures, which keeps its run in memory, and what became of it. */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { Random } from '../base/random';
import { MemoryFolder } from '../checkpoints/memoryFolder';
import { RunFolder } from '../checkpoints/runFolder';
import { decodeWithSharp } from '../cli/decode';
import { ImageSet } from '../data/imageSet';
import type { SourceFile } from '../data/types';
import { changed, type Changes } from '../experiments/config';
import { makeConfig } from '../experiments/presets';
import type { BackendOptions } from '../kernels/backend';
import { OutOfMemory } from '../kernels/wasmMemory';
import { readNetworks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import type { LabEvent, MetricRow, Figure, Figure3 } from './events';
import { Lab } from './lab';
import type { Run } from './run';

/** PNG files of noise. */
export function noiseFiles(count: number, seed: number): Promise<SourceFile[]> {
  const random = new Random(seed);
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const raw = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => random.integer(256));
      const png = await sharp(raw, { raw: { width: SIDE, height: SIDE, channels: 3 } })
        .png()
        .toBuffer();
      return { path: `set/${i}.png`, size: png.length, bytes: () => Promise.resolve(new Uint8Array(png)) };
    }),
  );
}

/** The noise that goldens were made with, as images of a side in pixels: always the same. */
export function noiseSet(count: number, pixels: number): ImageSet {
  const random = new Random(7);
  return new ImageSet({
    ...{ name: 'noise', pixels, labels: new Int16Array(count).fill(-1), labelNames: [] },
    data: Uint8Array.from({ length: count * pixels ** 2 * 3 }, () => random.integer(256)),
    paths: Array.from({ length: count }, (_, i) => `noise/${i}.png`),
  });
}

const SIDE = 48;
const SMALL = { size: 'tiny', batchSize: 4, aeSteps: 4, ganSteps: 4, historySize: 6 } as const;

/** @param hear is told each event when it is emitted; `of` gives those of a type that were, in their order */
export async function openLab(
  backend: BackendOptions,
  changes: Changes = {},
  hear: (event: LabEvent) => void = () => undefined,
) {
  const events: LabEvent[] = [];
  // Not by makeConfig, which refuses what explodes.
  const lab = new Lab(changed(makeConfig(SMALL), changes), {
    decode: decodeWithSharp,
    emit: (event) => {
      events.push(event);
      hear(event);
    },
    keeping: {
      newFolder: () => new RunFolder('run', new MemoryFolder({ full: false })),
      plan: { seconds: Infinity, steps: Infinity },
    },
  });
  await lab.open(backend);
  await lab.load(await noiseFiles(8, 3), 'set');
  await lab.pin([]);
  const of = <T extends LabEvent['type']>(type: T) =>
    events.filter((event): event is Extract<LabEvent, { type: T }> => event.type === type);
  return { lab, of };
}

/** Trains to the end, whichever that is. */
export async function ending(lab: Lab) {
  lab.start();
  await lab.settled();
  await lab.keeper!.settled();
  return { state: lab.status.state, hash: await weightHash(lab), losses: losses(lab.metrics) };
}

export async function weightHash(lab: Lab): Promise<string> {
  return hashOf(await lab.parameters());
}

/** Takes all memory that WebAssembly has left. */
export function fillMemory(): void {
  const { wasm: module } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } };
  for (let bytes = 2 ** 30; bytes > 64; bytes /= 2) {
    try {
      for (let total = 0; total < 2 ** 32; total += bytes) module._malloc(bytes);
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
    }
  }
}

/** Of all weights of a run. */
export async function runHash({ networks }: Run): Promise<string> {
  return hashOf(await readNetworks(networks));
}

function hashOf(weights: ReadonlyMap<string, PlainTensor>): string {
  const hash = createHash('sha256');
  for (const [name, { data }] of weights) hash.update(name).update(new Uint8Array(data.buffer));
  return hash.digest('hex');
}

const losses = (rows: readonly MetricRow[]) =>
  rows.map(({ phase, step, values }) => ({ phase, step, ...values, imagesPerSecond: 0 }));

/** A figure of spotting artifacts; of another method’s it throws. */
export function figure3(figure: Figure): Figure3 {
  if (figure.kind !== 'figure3') throw new Error(`It is the figure of “${figure.method}”.`);
  return figure;
}
