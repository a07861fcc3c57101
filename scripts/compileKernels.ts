/**
 * npm run kernels: compiles src/kernels/wasm/assembly (AssemblyScript) into src/kernels/wasm/binaries.ts, one binary
 * for plain memory and one for memory shared between threads. base64 in a module, so that page, worker and Node load
 * them alike, without a request.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const FOLDER = fileURLToPath(new URL('../src/kernels/wasm/', import.meta.url));
const OPTIONS = ['--runtime', 'stub', '--importMemory', '--enable', 'simd', '-O3', '--noAssert'];
/** As tfjs's own threaded memory: 65536 pages of 64 KiB. */
const SHARED = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];

/** The text of binaries.ts. Throws the compiler's complaints. */
export async function compileKernels(): Promise<string> {
  return `/** Written by \`npm run kernels\` from assembly/: WebAssembly in base64. Not to be edited. */
export const PLAIN_MEMORY =
  '${await compile([])}';

export const SHARED_MEMORY =
  '${await compile(SHARED)}';
`;
}

async function compile(more: readonly string[]): Promise<string> {
  const output: { binary?: Uint8Array } = {};
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main(
    ['index.ts', '--baseDir', `${FOLDER}assembly`, '--outFile', 'kernels.wasm', ...OPTIONS, ...more],
    { stderr, writeFile: (_name, contents) => void (output.binary = contents as Uint8Array) },
  );
  if (error || !output.binary) throw new Error(`The kernels do not compile.\n${stderr.toString()}`);
  return Buffer.from(output.binary).toString('base64');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(`${FOLDER}binaries.ts`, await compileKernels());
}
