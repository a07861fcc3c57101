import type { Health } from '../asked';
import type { CsvRow } from '../../../../parts/measured';

type Telling = Health['game']['fakes'][number]['trained'];
type Estimate = Telling['classArea'];

/** What is said of how the game stands, for each kind of corrupt images. */
export const STANDING: readonly {
  readonly title: string;
  readonly of: (telling: Telling) => Estimate | null;
  readonly hasOracle?: true;
}[] = [
  { title: 'Class AUC', of: ({ classArea }) => classArea },
  { title: 'Pairs', of: ({ pairAccuracy }) => pairAccuracy },
  { title: 'Mask AUC', of: ({ maskArea }) => maskArea, hasOracle: true },
];

/** “0.71 (0.65–0.77)”. */
export function estimateText({ value, interval: { low, high } }: Estimate, digits = 2): string {
  return `${value.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/** Every number of the report, with its name. */
export function healthRows({ mask, gradients, shortcut, game, ...health }: Health): CsvRow[] {
  const pairs = (name: string, of: Readonly<Record<string, number>>): CsvRow[] =>
    Object.entries(of).map(([key, value]) => [`${name}, ${key}`, value]);
  const { traces } = shortcut;
  return [
    ['measure', 'value'],
    ['images', health.images],
    ['images are', health.isHeldOut ? 'held out' : 'trained on'],
    ['ahead', health.ahead],
    ...pairs('accuracy', health.accuracy),
    ...pairs('saturation', health.saturation),
    ...pairs('mean score', health.meanScore),
    ...(mask ? maskRows(mask) : []),
    ...(['C', 'R'] as const).flatMap((player): CsvRow[] => [
      [`gradient norm ${player}`, gradients[player].total],
      ...gradients[player].layers.map(({ layer, norm }): CsvRow => [
        `gradient norm ${player}, ${layer}`,
        norm,
      ]),
    ]),
    ['shortcut', shortcut.verdict],
    ['raw from autoencoded, accuracy', shortcut.rawFromAutoencoded.share],
    ['raw from autoencoded, area under the curve', shortcut.rawFromAutoencodedAuc],
    ['traces, raw from autoencoded', traces.rawFromAutoencoded.share],
    ['traces, corrupt from autoencoded', traces.corruptFromAutoencoded.share],
    ['traces, share of score explained', traces.explained],
    ...standingRows(game),
  ];
}

function standingRows({ fakes, psnr, draws }: Health['game']): CsvRow[] {
  const rows = (name: string, estimate: Estimate | null): CsvRow[] =>
    estimate
      ? [
          [name, estimate.value],
          [`${name}, low`, estimate.interval.low],
          [`${name}, high`, estimate.interval.high],
        ]
      : [];
  return [
    ['damages of each image', draws],
    ...rows('PSNR of copies', psnr),
    ...fakes.flatMap(({ kind, trained, random, oracleMaskArea }) =>
      STANDING.flatMap(({ title, of, hasOracle }) => [
        ...rows(`${title}, ${kind}`, of(trained)),
        ...rows(`${title}, ${kind}, random C`, of(random)),
        ...(hasOracle ? rows(`${title}, ${kind}, oracle`, oracleMaskArea) : []),
      ]),
    ),
  ];
}

function maskRows({ overlap, calibration }: NonNullable<Health['mask']>): CsvRow[] {
  return [
    ['mask overlap', overlap],
    ['mask calibration error', calibration.error],
    ...calibration.bins.flatMap(({ count, predicted, observed }, i): CsvRow[] => [
      [`mask bin ${i}, count`, count],
      [`mask bin ${i}, predicted`, predicted],
      [`mask bin ${i}, observed`, observed],
    ]),
  ];
}
