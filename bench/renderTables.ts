/**
 * npm run bench:table -- [--steps] [file …]
 * npm run bench:table -- --docs
 *
 * Prints the markdown tables of kept results (by default all in bench/results): every row, or whole steps only; or writes
 * docs/benchmarks.md of all that are kept.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchmarksPage } from './benchmarksPage';
import { benchResultSchema } from './schema';
import { resultTable, stepTable } from './table';

const { values, positionals } = parseArgs({
  options: { steps: { type: 'boolean', default: false }, docs: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const folder = new URL('results/', import.meta.url);
const files = positionals.length > 0 ? positionals : readdirSync(folder).map((file) => new URL(file, folder));
const results = files
  .map((file) => JSON.parse(readFileSync(file, 'utf8')) as object)
  .filter((result) => positionals.length > 0 || 'program' in result) // other measurements lie beside them
  .map((result) => benchResultSchema.parse(result));
if (values.docs)
  writeFileSync(new URL('../docs/benchmarks.md', import.meta.url), await benchmarksPage(results));
else process.stdout.write(`${results.map(values.steps ? stepTable : resultTable).join('\n\n')}\n`);
