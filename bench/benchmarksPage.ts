/** docs/benchmarks.md, of the results that are kept. */
import { format, resolveConfig } from 'prettier';
import type { BenchResult } from './schema';
import { stepTable } from './table';

const HEAD = `# Benchmarks

Written by \`npm run bench:table -- --docs\` from the results in [bench/results](../bench/results). Training steps of this
program and of stock TensorFlow.js, in one process on the same tensors, in turns: medians. What is counted, and how far a
ratio can be trusted, is in [bench/README.md](../bench/README.md). Rates are of convolutions and fully connected layers over
the time of everything; the peak is the fastest matrix product or convolution of the same run, ours or stock's.`;

const TAIL = `## To add a machine

In a browser, which is the way for a graphics card: open the page with \`?bench\`, press the button, and save what comes out
after a minute into bench/results as \`webgpu-<card>.json\` or \`wasm-<processor>.json\`. In Node \`npm run bench -- --out\` takes
longer, measures every layer, too, and writes the same form to the same place. Then \`npm run bench:table -- --docs\`.`;

/** The page's text, formatted as the repository is. */
export async function benchmarksPage(results: readonly BenchResult[]): Promise<string> {
  const text = [HEAD, ...results.map(stepTable), TAIL].join('\n\n');
  return format(text, { ...(await resolveConfig('docs/benchmarks.md')), parser: 'markdown' });
}
