/** The ways in which labels are read out of features, and which of them there are for which features. */
import type { ImageSet } from '../data/imageSet';
import { hiddenUnits } from '../networks/trunk';
import { descend, type DescentOptions } from './descent';
import { describeFeatures, probe, scoreOf, type ProbeOptions, type ProbeScore } from './probe';
import { HEAD_RATE } from './headLearner';
import { describeViews } from './labelSteps';
import type { Features, FeatureSource } from './features';
import type { Sliced } from '../base/slices';
import { describeSplit, type LabelledSplit } from './split';

/** Features, and the networks that they come from. */
export interface Readable {
  readonly source: FeatureSource;
  /** Of all images. */
  readonly features: Features;
}

/** A linear head on frozen features is solved to its optimum, without epochs; all others descend. */
export type Reader = DescentOptions;

/** Only the layers that the method is judged by are fine-tuned. */
export function canRead({ fineTuned }: Reader, { reading }: FeatureSource, layer: string): boolean {
  return !fineTuned || reading.layers.includes(layer);
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
  const about = {
    features: describeFeatures(features),
    preparation: features.preparation ?? null,
    method: describeReader(reader, features.name, source),
    data: `${describeSplit(split)}; ${describeViews(source.config)}`,
  };
  return scoreOf(logits, split, about, { fit: null, descent: report });
}

function describeReader(
  { head, fineTuned, epochs }: Reader,
  layer: string,
  { config, reading }: FeatureSource,
): string {
  const layers =
    head === 'linear'
      ? 'a linear layer'
      : `two hidden layers of ${hiddenUnits(config)} units (batch normalisation, ReLU, dropout 0.5) and a linear one`;
  const last = 100 * config.learningRateFloor;
  const [first] = reading.layers;
  const below = layer === first ? layer : `${first} … ${layer}`;
  return (
    `channels standardised over the training images; ${layers}, learning rate ${HEAD_RATE}` +
    (fineTuned ? `, and ${below} fine-tuned at ${reading.learningRate(config)}` : ', convolutions frozen') +
    `; Adam, linear decay to ${last} %, ${epochs} epochs, batch ${config.batchSize}`
  );
}
