/**
 * npm run bench -- [--quick] [--backend wasm|webgpu|cpu] [--size …] [--op …] [--batch N] [--json] [--out [file]]
 *
 * Times every layer shape, operation and training step of the model, ours and stock tfjs's in turn. See README.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import * as tf from '@tensorflow/tfjs-core';
import type { SizeName } from '../src/schema/sizes';
import { startBackend } from '../src/kernels/backend';
import type { BackendInfo, BackendName } from '../src/kernels/backendInfo';
import { checkTwin } from './checkTwin';
import { stepCases } from './cases/steps';
import { TWIN_SIZES } from './cost';
import { profileKernels } from './kernelProfile';
import { measure } from './measure';
import { benchResult } from './benchResult';
import type { BenchResult } from './schema';
import { loadAnyGpu } from './softwareGpu';
import { bringPublished } from './stock/published';
import { rememberStock } from './stock/registry';
import { resultTable } from './table';

const QUICK_ROUNDS = 3;
const ROUNDS = 9;

interface Options {
  readonly backend: BackendName;
  readonly size?: SizeName;
  readonly op?: string;
  readonly batch?: number;
  readonly rounds?: number;
  readonly quick: boolean;
  readonly json: boolean;
  readonly out?: string | true;
  readonly profile: boolean;
  readonly check: boolean;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`“${text}” should be a whole number from 1.`);
  return value;
};

const options = new Command('bench')
  .description('Times the model’s layers, operations and training steps against stock tfjs, in one process.')
  .addOption(new Option('--backend <name>').choices(['wasm', 'webgpu', 'cpu']).default('wasm'))
  .addOption(new Option('--size <name>', 'default: small, then stl10').choices(TWIN_SIZES))
  .option('--op <text>', 'only rows whose name or kind matches this regular expression')
  .option('--batch <n>', 'default: 32 at small, else 8', positive)
  .option('--rounds <n>', `default: ${ROUNDS}`, positive)
  .option('--quick', `${QUICK_ROUNDS} rounds: for a look, not for figures to quote`, false)
  .option('--json', 'the result as JSON on standard output instead of a table', false)
  .option('--out [file]', 'keep the result, by default in bench/results')
  .option('--profile', 'instead: where the time of each step goes, kernel by kernel (wasm and cpu)', false)
  .option('--check', 'instead: compare our gradients with the stock twin’s, at the same weights', false)
  .parse()
  .opts<Options>();

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const sizes = options.size ? [options.size] : (['small', 'stl10'] as const);
const batchOf = (size: SizeName): number => options.batch ?? (size === 'small' ? 32 : 8);

const gpu = options.backend === 'webgpu' ? await loadAnyGpu() : undefined;
await rememberStock([options.backend], bringPublished);
const backend = await startBackend({ preference: options.backend, gpu });
say(`${backend.name}, ${backend.device}`);
if (options.check) process.exitCode = (await checkTwin(sizes[0], batchOf(sizes[0]), say)) ? 0 : 1;
else if (options.profile) sizes.forEach(profileSteps);
else await measureAll();
process.exit(process.exitCode ?? 0); // Dawn keeps Node alive.

async function measureAll(): Promise<void> {
  const rounds = options.rounds ?? (options.quick ? QUICK_ROUNDS : ROUNDS);
  const filter = new RegExp(options.op ?? '', 'i');
  const results = [];
  for (const size of sizes) results.push(await measure(size, batchOf(size), { rounds }, filter, say));
  const result = benchResult(backend, {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    quick: options.quick,
    results,
  });
  process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : `${resultTable(result)}\n`);
  if (options.out) keep(result, options.out === true ? resultFile(backend, result.processor) : options.out);
}

/** A name that tells machines apart without naming one. */
function resultFile({ name, device }: BackendInfo, processor: string): string {
  const machine = `${name} ${name === 'webgpu' ? device : processor}`.toLowerCase();
  return fileURLToPath(new URL(`results/${machine.replace(/[^a-z0-9]+/g, '-')}.json`, import.meta.url));
}

function keep(result: BenchResult, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  say(file);
}

function profileSteps(size: SizeName): void {
  const steps = stepCases(size, batchOf(size));
  for (const [name, step] of steps.ours) {
    tf.dispose(tf.tidy(step));
    const times = profileKernels(() => tf.dispose(tf.tidy(step)));
    const all = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    say(`${size}, batch ${batchOf(size)}, ${name}: ${all.toFixed(0)} ms in kernels`);
    for (const { kernel, shapes, calls, milliseconds } of times.slice(0, 25)) {
      const [spent, share] = [milliseconds.toFixed(1).padStart(8), ((100 * milliseconds) / all).toFixed(1)];
      say(`  ${spent} ms ${share.padStart(5)} %  ${calls} × ${kernel} ${shapes}`);
    }
  }
  steps.dispose();
}
