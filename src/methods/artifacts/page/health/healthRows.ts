import type { Health } from '../../../../worker/protocol';
import type { CsvRow } from '../../../../parts/measured';

/** Every number of the report, with its name. */
export function healthRows({ mask, gradients, shortcut, ...health }: Health): CsvRow[] {
  const pairs = (name: string, of: Readonly<Record<string, number>>): CsvRow[] =>
    Object.entries(of).map(([key, value]) => [`${name}, ${key}`, value]);
  const { traces } = shortcut;
  return [
    ['measure', 'value'],
    ['images', health.images],
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
