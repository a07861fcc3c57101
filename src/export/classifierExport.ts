/** A classifier on the trunk, as it is exported: pictures in, conv1 … conv5 and the logits out. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Config, ConfigKey } from '../experiments/config';
import { classLogits, type ClassifierShape } from '../networks/classifier';
import { trunkMaps } from '../networks/trunk';
import { weightOf } from './graph/draft';
import type { NetworkExport } from './networkExport';
import { trunkExport } from './trunkExport';

interface ClassifierWords<C> {
  readonly shapedBy: readonly ConfigKey[];
  /** The layer of the logits, as which their output is named, too. */
  readonly last: string;
  /** What each logit is of. */
  readonly classes: (config: C) => readonly string[];
  /** Of the logits, in a sentence. */
  readonly help: (config: C) => string;
}

/** The layer that reads conv5. */
const firstLayer = ({ head }: ClassifierShape, last: string): string => (head === 'hidden' ? 'fc1' : last);

export function classifierExport<C extends Config & ClassifierShape>({
  shapedBy,
  last,
  classes,
  help,
}: ClassifierWords<C>): NetworkExport<C> {
  return trunkExport<C>({
    ...{ name: 'network', letters: ['C'], shapedBy },
    flattened: (config) => `C/${firstLayer(config, last)}/kernel`,
    head: (config) => ({ pad: {}, outputs: { [`${last}Logits`]: classes(config) } }),
    outputs({ C }, config, pictures) {
      const maps: Readonly<Record<string, tf.Tensor4D>> = trunkMaps(
        C!,
        'C',
        config.size,
        pictures,
        'inference',
      );
      return { ...maps, [last]: classLogits(C!, config, last, pictures) };
    },
    drawHead(draft, config, conv5) {
      const first = firstLayer(config, last);
      const flat = draft.flatten(conv5, weightOf(draft, `${first}.weight`).shape[1]!);
      const read = first === 'fc1' ? draft.leakyRelu(draft.dense(flat, 'fc1'), 0) : flat;
      draft.output(last, draft.dense(read, last), classes(config).length, help(config));
    },
  });
}
