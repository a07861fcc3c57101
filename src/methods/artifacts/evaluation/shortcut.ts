/**
 * Does the discriminator cheat? Real images go through the autoencoder so that they carry a decoder's traces as
 * corrupt ones do (§3.2 of the paper: ablation (a) leaves that out). If that works, C cannot tell raw images from
 * autoencoded ones, although it would be easy, and what it says of corrupt ones is more than pixel statistics.
 */
import type { Random } from '../../../base/random';
import { areaUnderCurve } from '../../../evaluation/bootstrap';
import { wilsonInterval, type Interval } from '../../../evaluation/metrics';
import { decoderTraces } from './decoderTraces';
import type { Judged, Kind } from './judged';
import { evaluateLinear, explainedShare, fitLeastSquares, type LinearModel } from './leastSquares';

interface Share {
  readonly share: number;
  /** 95 %. */
  readonly interval: Interval;
}

/**
 * What the test comes to. `none`: C scores raw and autoencoded images alike. `raw looks corrupt`: it judges by
 * sharpness and texture, as happens while the autoencoder's own pictures are blurred. `raw looks real`: it sees the
 * decoder's traces.
 */
type Shortcut = 'none' | 'raw looks corrupt' | 'raw looks real';

export interface ShortcutTest {
  readonly verdict: Shortcut;
  /** Raw images called corrupt and autoencoded ones called real; one half is chance. */
  readonly rawFromAutoencoded: Share;
  /** Probability that C scores an autoencoded image above a raw one: one half is chance, either side tells them apart. */
  readonly rawFromAutoencodedAuc: number;
  /** What a linear classifier of decoder traces gets right on images that it was not fitted to. */
  readonly traces: {
    /** The same question: that there is something to see. */
    readonly rawFromAutoencoded: Share;
    /** C's own question. */
    readonly corruptFromAutoencoded: Share;
    /**
     * Share of the variance of C's margin over those images, autoencoded and corrupt, that the traces explain
     * linearly (R²); 0 or less: nothing, 1: C is such a classifier.
     */
    readonly explained: number;
  };
}

/** The i-th of each kind come from one image; a random half of the images is for fitting, the others are judged. */
export function shortcutTest(
  judged: Readonly<Record<Kind, readonly Judged[]>>,
  random: Random,
): ShortcutTest {
  const order = [...random.permutation(judged.raw.length)];
  const half = Math.ceil(order.length / 2);
  const halves = { fitted: order.slice(0, half), held: order.slice(half) };
  const traces = Object.fromEntries(
    Object.entries(judged).map(([kind, pictures]) => [kind, pictures.map(({ rgb }) => decoderTraces(rgb))]),
  ) as Record<Kind, Float64Array[]>;
  const rowsOf = (kind: Kind, which: keyof typeof halves): Float64Array[] =>
    halves[which].map((i) => traces[kind][i]!);
  const told = (kind: Kind): Share => {
    const model = fitLeastSquares(
      [...rowsOf(kind, 'fitted'), ...rowsOf('autoencoded', 'fitted')],
      [...halves.fitted.map(() => -1), ...halves.fitted.map(() => 1)],
    );
    const above = (one: Kind): boolean[] => rowsOf(one, 'held').map((row) => evaluateLinear(model, row) > 0);
    return shareOf([...above(kind).map((yes) => !yes), ...above('autoencoded')]);
  };
  const margins = (kind: Kind): number[] => judged[kind].map(({ margin }) => margin);
  const rawFromAutoencodedAuc = areaUnderCurve(margins('autoencoded'), margins('raw'));
  return {
    verdict: verdictOf(rawFromAutoencodedAuc),
    rawFromAutoencoded: shareOf([
      ...margins('raw').map((margin) => margin <= 0),
      ...margins('autoencoded').map((margin) => margin > 0),
    ]),
    rawFromAutoencodedAuc,
    traces: {
      rawFromAutoencoded: told('raw'),
      corruptFromAutoencoded: told('corrupt'),
      explained: explainedMargin(judged, rowsOf, halves),
    },
  };
}

/** Within this of one half, the two are scored alike. Of 128 images its own 95 % interval is ± 0.07. */
const ALIKE = 0.1;

/** Exported for its test. */
export function verdictOf(areaUnderCurve: number): Shortcut {
  if (Math.abs(areaUnderCurve - 0.5) <= ALIKE) return 'none';
  return areaUnderCurve > 0.5 ? 'raw looks corrupt' : 'raw looks real';
}

function explainedMargin(
  judged: Readonly<Record<Kind, readonly Judged[]>>,
  rowsOf: (kind: Kind, which: 'fitted' | 'held') => Float64Array[],
  halves: Readonly<Record<'fitted' | 'held', readonly number[]>>,
): number {
  const both = (which: 'fitted' | 'held') => ({
    rows: [...rowsOf('autoencoded', which), ...rowsOf('corrupt', which)],
    margins: (['autoencoded', 'corrupt'] as const).flatMap((kind) =>
      halves[which].map((i) => judged[kind][i]!.margin),
    ),
  });
  const [fitted, held] = [both('fitted'), both('held')];
  const model: LinearModel = fitLeastSquares(fitted.rows, fitted.margins);
  return explainedShare(
    held.rows.map((row) => evaluateLinear(model, row)),
    held.margins,
  );
}

function shareOf(hits: readonly boolean[]): Share {
  const right = hits.filter(Boolean).length;
  return { share: right / hits.length, interval: wilsonInterval(right, hits.length) };
}
