/**
 * npm run bench -- [--quick] [--json] [--out] [--layers] [--profile] [--backend wasm|webgpu|cpu]
 *                  [--size tiny|small|stl10|imagenet] [--batch N] [--rounds N]
 *
 * Seconds per image of the two training steps, their FLOP rate, and that rate as a share of the best forward 3×3
 * convolution's of the same model, measured in the same run: how much of the machine a step puts to use.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { makeConfig } from '../src/experiments/presets';
import type { SizeName } from '../src/experiments/sizes';
import { startBackend } from '../src/kernels/backend';
import type { BackendInfo, BackendName } from '../src/kernels/backendInfo';
import { loadNodeGpu } from '../src/kernels/nodeGpu';
import { stepFlop } from './cost';
import { profileKernels } from './kernelProfile';
import { singleLayers, yardsticks, type TimedLayer } from './layers';
import { finishStep, makeSteps } from './steps';
import { medianSeconds } from './timing';

interface StepResult {
  readonly secondsPerImage: number;
  readonly gigaflopPerSecond: number;
  readonly share: number;
}

interface SizeResult {
  readonly size: SizeName;
  readonly batch: number;
  readonly yardstick: { readonly layer: string; readonly gigaflopPerSecond: number };
  readonly autoencoder: StepResult;
  readonly damageRepair: StepResult;
}

const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    size: { type: 'string' },
    batch: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    out: { type: 'boolean', default: false },
    layers: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
});

const rounds = Number(options.rounds ?? (options.quick ? 3 : 7));
const sizes = (options.size ? [options.size] : ['small', 'stl10']) as SizeName[];
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const backend = await start(options.backend as BackendName);
say(`${backend.name}, ${backend.device}`);
const results: SizeResult[] = [];
for (const size of sizes) {
  if (options.profile) profileSteps(size);
  else if (options.layers) await timeLayers(size);
  else results.push(await timeSteps(size));
}
if (results.length > 0) report({ backend, processor: cpus()[0]?.model ?? 'unknown', results });
process.exit(0); // Dawn keeps Node alive.

async function start(name: BackendName): Promise<BackendInfo> {
  return startBackend({ preference: name, gpu: name === 'webgpu' ? await loadNodeGpu() : undefined });
}

function configOf(size: SizeName) {
  const full = size === 'stl10' || size === 'imagenet';
  return makeConfig({ size, batchSize: Number(options.batch ?? (full ? 8 : 32)) });
}

async function timeSteps(size: SizeName): Promise<SizeResult> {
  const config = configOf(size);
  const steps = makeSteps(config);
  const layers = yardsticks(config, config.batchSize);
  const medians = await medianSeconds(
    [
      ...layers,
      { name: 'autoencoder', run: () => finishStep(steps.autoencoder) },
      { name: 'damageRepair', run: () => finishStep(steps.damageRepair) },
    ],
    rounds,
  );
  steps.dispose();
  const [best] = layers
    .map((layer) => ({ layer: layer.name, gigaflopPerSecond: rate(layer, medians) }))
    .toSorted((a, b) => b.gigaflopPerSecond - a.gigaflopPerSecond);
  const flop = stepFlop(config);
  const result = (step: 'autoencoder' | 'damageRepair'): StepResult => {
    const secondsPerImage = medians.get(step)! / config.batchSize;
    const gigaflopPerSecond = flop[step] / secondsPerImage / 1e9;
    return { secondsPerImage, gigaflopPerSecond, share: gigaflopPerSecond / best!.gigaflopPerSecond };
  };
  const [autoencoder, damageRepair] = [result('autoencoder'), result('damageRepair')];
  say(`${size}, batch ${config.batchSize}: ${best!.layer} ${best!.gigaflopPerSecond.toFixed(1)} GFLOP/s`);
  for (const [name, step] of Object.entries({ autoencoder, damageRepair })) {
    const { secondsPerImage, gigaflopPerSecond, share } = step;
    say(
      `  ${name.padEnd(12)} ${secondsPerImage.toFixed(4)} s/image  ` +
        `${gigaflopPerSecond.toFixed(1)} GFLOP/s  share ${share.toFixed(2)}`,
    );
  }
  return { size, batch: config.batchSize, yardstick: best!, autoencoder, damageRepair };
}

function rate(layer: TimedLayer, medians: Map<string, number>): number {
  return layer.flop / medians.get(layer.name)! / 1e9;
}

async function timeLayers(size: SizeName): Promise<void> {
  const config = configOf(size);
  const layers = singleLayers(config, config.batchSize);
  const medians = await medianSeconds(layers, rounds);
  say(`${size}, batch ${config.batchSize}`);
  for (const layer of layers) {
    const milliseconds = `${(medians.get(layer.name)! * 1000).toFixed(2)} ms`;
    const speed = layer.flop > 0 ? `${rate(layer, medians).toFixed(1)} GFLOP/s` : '';
    say(`  ${layer.name.padEnd(44)} ${milliseconds.padStart(12)}  ${speed}`);
  }
}

function profileSteps(size: SizeName): void {
  const steps = makeSteps(configOf(size));
  for (const name of ['autoencoder', 'damageRepair'] as const) {
    tf.dispose({ ...steps[name]() });
    say(`${size}, ${name}`);
    for (const time of profileKernels(() => tf.dispose({ ...steps[name]() })).slice(0, 25)) {
      say(`  ${time.milliseconds.toFixed(1).padStart(8)} ms  ${time.calls} × ${time.kernel} ${time.shapes}`);
    }
  }
  steps.dispose();
}

/** Prints the results, and keeps them under a name that tells machines apart without naming one. */
function report(result: { backend: BackendInfo; processor: string; results: SizeResult[] }): void {
  if (options.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (!options.out) return;
  const folder = new URL('results/', import.meta.url);
  const name = `${result.backend.name} ${result.processor}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(result, null, 2)}\n`);
  say(`bench/results/${name}.json`);
}
