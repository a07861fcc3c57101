/** What was measured of reliability, one part at a time, in one file. */
import { readFile, writeFile } from 'node:fs/promises';

const FILE = 'bench/results/reliability.json';

/** Puts a result in the place of the one before it, and gives its verdict. */
export async function updateReliability(
  part: 'steps' | 'devices' | 'kills',
  result: { readonly passed: boolean },
): Promise<boolean> {
  const before = await readFile(FILE, 'utf8').catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const all = {
    ...(JSON.parse(before) as object),
    [part]: { ...result, measured: new Date().toISOString() },
  };
  await writeFile(FILE, `${JSON.stringify(all, null, 2)}\n`);
  process.stdout.write(`${part}: ${JSON.stringify(result)}\n`);
  return result.passed;
}
