/** What a method says of a network that can be carried away: its weights for PyTorch, its graph, and what proves both. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Config, ConfigKey } from '../experiments/config';
import type { Networks } from '../networks/networks';
import type { Draft } from './graph/draft';
import type { Layout } from './metadata';

/** Whether a graph takes and gives pictures as bytes are, 0 … 255, or as the first and last layer have them. */
export type Preprocessing = 'inside' | 'outside';

/** Maps are [n, h, w, c]. */
export type Named = Readonly<Record<string, tf.Tensor>>;

/** @typeParam C the method’s config */
export interface NetworkExport<C extends Config = Config> {
  /** In files and their names: `discriminator`. Among those in the method’s about. */
  readonly name: string;
  /** Letters of the networks whose parameters it has. */
  readonly letters: readonly string[];
  /** Fields of the config that shape it. */
  readonly shapedBy: readonly ConfigKey[];
  /** Whether it is a trunk (networks/trunk.ts) and nothing else, or has one under its head; absent: none. */
  readonly trunk?: 'alone' | 'under a head';
  /** Whether its graph takes maps of any size. */
  readonly anySize: boolean;

  /** Throws one sentence if an experiment of this config has no such network. */
  assertThere?(config: C): void;

  /** The kernel, by our name, that reads maps flattened: PyTorch flattens channels first. */
  flattened(config: C): string;

  /** How to feed and rebuild it: JSON by name, for the metadata of files. */
  describe(config: C, layout: Layout): Record<string, string>;

  /** Made-up inputs by name. To be called within tf.tidy. */
  inputs(networks: Networks, config: C, preprocessing: Preprocessing): Named;

  /** The outputs by name, with the moving averages of normalisation. To be called within tf.tidy. */
  outputs(
    networks: Networks,
    config: C,
    preprocessing: Preprocessing,
    input: (name: string) => tf.Tensor4D,
  ): Named;

  /** Its graph, from inputs to outputs by the names that those have. */
  draw(draft: Draft, config: C, preprocessing: Preprocessing): void;
}
