/**
 * npm run kernels: compiles src/kernels/wasm/assembly (AssemblyScript) into src/kernels/wasm/binaries.ts, one binary
 * for plain memory and one for memory shared between threads. base64 in a module, so that page, worker and Node load
 * them alike, without a request.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = fileURLToPath(new URL('../src/kernels/wasm/', import.meta.url));
const OPTIONS = ['--runtime', 'stub', '--importMemory', '--enable', 'simd', '-O3', '--noAssert'];
/** As tfjs's own threaded memory: 65536 pages of 64 KiB. */
const SHARED = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];

/** The text of binaries.ts. Throws the compiler’s complaints. */
export async function compileKernels(): Promise<string> {
  return `/** Written by \`npm run kernels\` from assembly/: WebAssembly in base64. Not to be edited. */
export const PLAIN_MEMORY =
  '${await compile([])}';

export const SHARED_MEMORY =
  '${await compile(SHARED)}';
`;
}

async function compile(more: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kernels-'));
  const file = join(folder, 'kernels.wasm');
  try {
    // The compiler as a program of its own: its types would redefine Array.at and more for the whole project.
    await promisify(execFile)(process.execPath, [
      createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js'),
      ...['index.ts', '--baseDir', `${FOLDER}assembly`, '--outFile', file, ...OPTIONS, ...more],
    ]);
    return (await readFile(file)).toString('base64');
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(`${FOLDER}binaries.ts`, await compileKernels());
}
