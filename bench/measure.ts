/** One size measured: all cases in turn, then the yardsticks that the rates are held against. */
import type { Config } from '../src/experiments/config';
import type { SizeName } from '../src/experiments/sizes';
import { forwardCaseName, layerCases } from './cases/layers';
import { ADDITION_REFERENCE, operationCases, referenceCases } from './cases/operations';
import { AUTOENCODER, benchConfig, SIMULTANEOUS, stepCases } from './cases/steps';
import { forwardPasses, isConvolution, layersOf, type NetworkLetter } from './cost';
import { isTiming, type Row, type SizeResult } from './schema';
import { timeCases, type Case } from './timing';

/** @param filter which rows to measure; yardsticks that these need come with them */
export async function measure(
  size: SizeName,
  batch: number,
  rounds: number,
  filter: RegExp,
  say: (line: string) => void,
): Promise<SizeResult> {
  const config = benchConfig(size, batch);
  const steps = stepCases(size, batch);
  const cases = choose(
    [...referenceCases(config), ...layerCases(config), ...operationCases(config), ...steps.cases],
    filter,
  );
  const measured = await timeCases(cases, rounds, (line) => {
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
      (computes &&
        (one.kind === 'forward convolution' || one.kind === 'matrix product') &&
        / forward|square/.test(one.name)) ||
      (moves && one.name === ADDITION_REFERENCE),
  );
}

/** The roofline: whatever computed fastest in this run, stock's kernels included. */
function peakOf(rows: readonly Row[]): SizeResult['peak'] {
  const candidates = rows
    .filter(({ kind }) => kind === 'forward convolution' || kind === 'matrix product')
    .flatMap(({ name, flop, ours, stock }) => [
      ...(isTiming(ours) ? [{ name, flopPerSecond: flop! / ours.median }] : []),
      ...(isTiming(stock) ? [{ name: `${name} (stock)`, flopPerSecond: flop! / stock.median }] : []),
    ]);
  return candidates.toSorted((a, b) => b.flopPerSecond - a.flopPerSecond)[0] ?? null;
}

function bandwidthOf(rows: readonly Row[]): SizeResult['bandwidth'] {
  const row = rows.find(({ name }) => name === ADDITION_REFERENCE);
  if (!row || !isTiming(row.ours)) return null;
  return { name: row.name, bytesPerSecond: row.bytes! / row.ours.median };
}

/**
 * Rate of the step's own forward convolutions, weighted by their work: the sum of their FLOP over the sum of their
 * times, each as often as the step runs it. Fully connected layers are left out, which makes the rate higher.
 */
function forwardRate(step: Row, rows: readonly Row[], config: Config): number | null {
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
