/** One size measured: all cases in turn, then the yardsticks that the rates are held against. */
import type { ArtifactsConfig } from '../src/methods/artifacts/config';
import type { SizeName } from '../src/schema/sizes';
import { controlCases, forwardCaseName, layerCases } from './cases/layers';
import { operationCases, referenceCases, TRAFFIC_REFERENCES } from './cases/operations';
import { AUTOENCODER, benchConfig, SIMULTANEOUS, stepCases } from './cases/steps';
import { forwardPasses, isConvolution, layersOf, type NetworkLetter } from './cost';
import { isTiming } from './isTiming';
import type { Row, SizeResult } from './schema';
import { timeCases, type Case, type Limit } from './timing';

/** @param filter which rows to measure; yardsticks that these need come with them */
export async function measure(
  size: SizeName,
  batch: number,
  limit: Limit,
  filter: RegExp,
  say: (line: string) => void,
): Promise<SizeResult> {
  const config = benchConfig(size, batch);
  const steps = stepCases(size, batch);
  const cases = choose(
    [
      ...controlCases(config),
      ...referenceCases(config),
      ...layerCases(config),
      ...operationCases(config),
      ...steps.cases,
    ],
    filter,
  );
  const measured = await timeCases(cases, limit, (line) => {
    say(`${size}, batch ${batch}: ${line}`);
  });
  steps.dispose();
  const rows = cases.map(({ name, kind, detail, flop, bytes }): Row => {
    return { name, kind, detail, flop, bytes, ...measured.get(name)!, forwardRate: null };
  });
  return {
    size,
    batch,
    peak: peakOf(rows),
    bandwidth: bandwidthOf(rows),
    rows: rows.map((row) =>
      row.kind === 'step' ? { ...row, forwardRate: forwardRate(row, rows, config) } : row,
    ),
  };
}

function choose(all: readonly Case[], filter: RegExp): Case[] {
  const wanted = all.filter(({ name, kind }) => filter.test(name) || filter.test(kind));
  const computes = wanted.some(({ flop }) => flop !== null);
  const moves = wanted.some(({ bytes }) => bytes !== null);
  return all.filter(
    (one) =>
      wanted.includes(one) ||
      one.kind === 'control' ||
      (computes &&
        (one.kind === 'forward convolution' || one.kind === 'matrix product') &&
        / forward|square/.test(one.name)) ||
      (moves && TRAFFIC_REFERENCES.includes(one.name)),
  );
}

/** The roofline: whatever computed fastest in this run, stock's kernels included. */
function peakOf(rows: readonly Row[]): SizeResult['peak'] {
  const products = rows.filter(({ kind }) => kind === 'forward convolution' || kind === 'matrix product');
  const best = fastest(products, ({ flop }) => flop);
  return best && { name: best.name, flopPerSecond: best.perSecond };
}

/** Whatever moved its least traffic fastest, ours or stock: on a processor often from its caches. */
function bandwidthOf(rows: readonly Row[]): SizeResult['bandwidth'] {
  const best = fastest(rows, ({ bytes }) => bytes);
  return best && { name: best.name, bytesPerSecond: best.perSecond };
}

function fastest(rows: readonly Row[], amount: (row: Row) => number | null) {
  const rates = rows.flatMap((row) => {
    const { name, ours, stock } = row;
    const done = amount(row);
    if (done === null) return [];
    return [
      ...(isTiming(ours) ? [{ name, perSecond: done / ours.median }] : []),
      ...(isTiming(stock) ? [{ name: `${name} (stock)`, perSecond: done / stock.median }] : []),
    ];
  });
  return rates.toSorted((a, b) => b.perSecond - a.perSecond)[0] ?? null;
}

/**
 * Rate of the step's own forward convolutions, weighted by their work: the sum of their FLOP over the sum of their
 * times, each as often as the step runs it. Fully connected layers are left out, which makes the rate higher.
 */
function forwardRate(step: Row, rows: readonly Row[], config: ArtifactsConfig): number | null {
  const rule = step.name === SIMULTANEOUS ? 'simultaneous' : 'alternating';
  const kind = step.name === AUTOENCODER ? 'autoencoder' : 'damageRepair';
  const passes = forwardPasses({ ...config, updateRule: rule }, kind);
  const nameOf = forwardCaseName(config);
  let [flop, seconds] = [0, 0];
  for (const [letter, layers] of Object.entries(layersOf(config))) {
    const times = passes[letter as NetworkLetter];
    for (const layer of layers.filter(isConvolution)) {
      const row = rows.find(({ name }) => name === nameOf(layer));
      if (!row || !isTiming(row.ours)) return null;
      flop += times * row.flop!;
      seconds += times * row.ours.median;
    }
  }
  return flop / seconds;
}
