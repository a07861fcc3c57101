/**
 * The part of the build that lets the page work without a network: writes service-worker.js with the list of all
 * files but the benchmark's. Ours, because it is shorter than the settings of vite-plugin-pwa, which brings 150 packages, and because the
 * worker also sets headers.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformWithOxc, type Plugin } from 'vite';

const SOURCE = 'src/worker/serviceWorker.ts';
const NAME = 'service-worker.js';
/** A megabyte that most visitors never ask for: the benchmark's page needs the network. */
const BENCH = /^(bench\.worker|openBench)-/;

export const offline: Plugin = {
  name: 'offline',
  apply: 'build',
  async writeBundle({ dir }) {
    if (!dir) return;
    const files = Object.fromEntries(
      readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== NAME && !BENCH.test(entry.name))
        .map(({ parentPath, name }) => path.join(parentPath, name))
        .sort()
        .map((file) => [path.relative(dir, file).split(path.sep).join('/'), digest(file)]),
    );
    const { code } = await transformWithOxc(readFileSync(SOURCE, 'utf8'), SOURCE);
    writeFileSync(path.join(dir, NAME), `const FILES = ${JSON.stringify(files)};\n${code}`);
  },
};

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
}
