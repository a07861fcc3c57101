/** The ways in which labels are read out of features, and which of them there are for which features. */
import type { ImageSet } from '../data/imageSet';
import type { Config } from '../experiments/config';
import { hiddenUnits } from '../networks/discriminator';
import { descend, HEAD_RATE, type DescentOptions } from './descent';
import { describeFeatures, probe, scoreOf, type ProbeOptions, type ProbeScore } from './probe';
import type { Features, FeatureSource } from './features';
import type { Sliced } from './slices';
import { describeSplit, type LabelledSplit } from './split';

/** Features, and the networks that they come from. */
export interface Readable {
  readonly source: FeatureSource;
  /** Of all images. */
  readonly features: Features;
}

/** A linear head on frozen features is solved to its optimum, without epochs; all others descend. */
export type Reader = DescentOptions;

/** Only C's convolutions are fine-tuned. */
export function canRead({ fineTuned }: Reader, { features }: Pick<Readable, 'features'>): boolean {
  return !fineTuned || features.name.startsWith('conv');
}

/** Learns the labels of the split's training images and is judged by the others. */
export async function* readLabels(
  { source, features }: Readable,
  images: ImageSet,
  split: LabelledSplit,
  reader: Reader,
  options: ProbeOptions,
): Sliced<ProbeScore> {
  if (reader.head === 'linear' && !reader.fineTuned) return yield* probe(features, split, options);
  const { report, ...logits } = yield* descend(source, images, features, split, reader);
  const views = source.config.augment
    ? 'augmented views in training, central view in validation'
    : 'central view';
  const about = {
    features: describeFeatures(features),
    method: describeReader(reader, features.name, source.config),
    data: `${describeSplit(split)}; ${views}`,
  };
  return scoreOf(logits, split, about, { fit: null, descent: report });
}

function describeReader({ head, fineTuned, epochs }: Reader, layer: string, config: Config): string {
  const layers =
    head === 'linear'
      ? 'a linear layer'
      : `two hidden layers of ${hiddenUnits(config)} units (batch normalisation, ReLU, dropout 0.5) and a linear one`;
  const last = 100 * config.learningRateFloor;
  const below = layer === 'conv1' ? 'conv1' : `conv1 … ${layer}`;
  return (
    `channels standardised over the training images; ${layers}, learning rate ${HEAD_RATE}` +
    (fineTuned
      ? `, and ${below} fine-tuned at ${config.discriminatorLearningRate}`
      : ', convolutions frozen') +
    `; Adam, linear decay to ${last} %, ${epochs} epochs, batch ${config.batchSize}`
  );
}
