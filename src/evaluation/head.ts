/**
 * A classifier on a layer's map, to be trained by gradient descent: one linear layer, or the two hidden layers of an
 * AlexNet before it, as the authors' first code has them for Table 1 (fully connected, batch normalisation, ReLU,
 * dropout).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import type { Config } from '../experiments/config';
import { addBias, batchNormInference, batchNormTraining } from '../kernels/ops';
import { hiddenUnits } from '../networks/trunk';
import { biasSpec, kernelSpec, NORM_EPSILON, normSpecs } from '../networks/layers';
import { Parameters, type ParameterSpec } from '../networks/parameters';

export type HeadKind = Config['probeHead'];

/** Share of the hidden units that are dropped in training [C]. */
const DROPOUT = 0.5;
const RELU = 0;
const HIDDEN_LAYERS = ['head/1', 'head/2'];
const LAST = 'head/last';

interface HeadShape {
  readonly kind: HeadKind;
  /** Values per image. */
  readonly inputs: number;
  readonly classes: number;
}

export class Head {
  readonly parameters: Parameters;
  readonly #kind: HeadKind;
  readonly #random: Random;
  /** Batches that the averages of normalisation reach back, once there were as many. */
  readonly #memory: number;
  #batches = 0;

  /**
   * @param memory batches that the normalisation's averages reach back: those of an epoch
   * @param random draws the initial values, and units to drop
   */
  constructor(shape: HeadShape, config: Pick<Config, 'size'>, memory: number, random: Random) {
    this.#kind = shape.kind;
    this.#random = random;
    this.#memory = memory;
    this.parameters = new Parameters(headSpecs(shape, hiddenUnits(config)), random);
  }

  /** Logits [n, classes] of maps laid flat, [n, inputs]. Training drops units and moves the averages. */
  logits(flat: tf.Tensor2D, isTraining: boolean): tf.Tensor2D {
    if (isTraining) this.#batches++;
    const hidden = this.#kind === 'linear' ? [] : HIDDEN_LAYERS;
    const seen = hidden.reduce((x, name) => this.#hidden(name, x, isTraining), flat);
    return addBias(tf.matMul<tf.Tensor2D>(seen, this.#get(`${LAST}/kernel`)), this.#get(`${LAST}/bias`));
  }

  dispose(): void {
    this.parameters.dispose();
  }

  #hidden(name: string, x: tf.Tensor2D, isTraining: boolean): tf.Tensor2D {
    const product: tf.Tensor2D = tf.matMul(x, this.#get<tf.Rank.R2>(`${name}/kernel`));
    const [beta, mean, variance] = (['beta', 'mean', 'variance'] as const).map((role) =>
      this.#get<tf.Rank.R1>(`${name}/${role}`),
    ) as [tf.Variable<tf.Rank.R1>, tf.Variable<tf.Rank.R1>, tf.Variable<tf.Rank.R1>];
    if (!isTraining) return batchNormInference(product, mean, variance, null, beta, NORM_EPSILON, RELU);
    const batch = batchNormTraining(product, null, beta, NORM_EPSILON, RELU);
    this.#follow(mean, batch.mean);
    this.#follow(variance, batch.variance);
    return tf.mul(batch.y, this.#dropout(product.shape));
  }

  /** A plain mean at first: the networks' own slow averages would still be at their start after a short training. */
  #follow(average: tf.Variable<tf.Rank.R1>, value: tf.Tensor1D): void {
    const share = 1 / Math.min(this.#batches, this.#memory);
    tf.tidy(() => average.assign(tf.add(average, tf.mul(tf.sub(value, average), share))));
  }

  #dropout(shape: [number, number]): tf.Tensor2D {
    const factors = Float32Array.from({ length: shape[0] * shape[1] }, () =>
      this.#random.uniform() < DROPOUT ? 0 : 1 / (1 - DROPOUT),
    );
    return tf.tensor2d(factors, shape);
  }

  #get<R extends tf.Rank = tf.Rank>(name: string): tf.Variable<R> {
    return this.parameters.get<R>(name);
  }
}

/** The last layer begins at 0, where the convex fit begins too. */
function headSpecs({ kind, inputs, classes }: HeadShape, units: number): ParameterSpec[] {
  const hidden = kind === 'linear' ? [] : HIDDEN_LAYERS;
  const widthBefore = (i: number): number => (i === 0 ? inputs : units);
  return [
    ...hidden.flatMap((name, i) => [
      kernelSpec(name, [widthBefore(i), units], 'xavier'),
      ...normSpecs(name, units, false),
    ]),
    { ...kernelSpec(LAST, [widthBefore(hidden.length), classes], 'xavier'), init: 0 },
    biasSpec(LAST, classes),
  ];
}
