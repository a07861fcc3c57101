/**
 * Adam with TensorFlow's ε (outside the bias correction): w ← w − rate·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε).
 * Our own because tfjs's restores its powers of β inexactly, and because weight decay joins the gradient here.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../experiments/config';
import { adamUpdate } from '../kernels/ops';
import type { Parameters, PlainTensor } from '../networks/parameters';

const BETA2 = 0.999;

export type AdamConfig = Pick<Config, 'adamBeta1' | 'adamEpsilon' | 'weightDecay'>;

interface Slot {
  /** The parameter’s name in files. */
  readonly name: string;
  readonly variable: tf.Variable;
  readonly decays: boolean;
  readonly m: tf.Variable;
  readonly v: tf.Variable;
}

export class Adam {
  readonly #config: AdamConfig;
  readonly #slots = new Map<string, Slot>();
  /** Updates applied so far. */
  step = 0;

  constructor(parameters: Pick<Parameters, 'trainable'>, config: AdamConfig) {
    this.#config = config;
    for (const { spec, variable } of parameters.trainable) {
      const zeros = tf.zeros(variable.shape);
      const slot = {
        name: spec.name,
        variable,
        decays: spec.decays,
        m: tf.variable(zeros, false),
        v: tf.variable(zeros, false),
      };
      this.#slots.set(variable.name, slot);
      zeros.dispose();
    }
  }

  /** The variables to differentiate by. */
  get variables(): tf.Variable[] {
    return [...this.#slots.values()].map((slot) => slot.variable);
  }

  /**
   * Applies one update and disposes the gradients of these variables. A variable without a gradient, because no loss
   * reaches it, stays as it is.
   *
   * @param gradients by variable name, as tf.variableGrads returns them; others’ are left alone
   * @param rate learning rate of this step
   */
  apply(gradients: tf.NamedTensorMap, rate: number): void {
    const { adamBeta1, adamEpsilon, weightDecay } = this.#config;
    this.step++;
    const corrected = (rate * Math.sqrt(1 - BETA2 ** this.step)) / (1 - adamBeta1 ** this.step);
    for (const [name, { variable, decays, m, v }] of this.#slots) {
      const g = gradients[name];
      if (!g) continue;
      const attributes = {
        rate: corrected,
        beta1: adamBeta1,
        beta2: BETA2,
        epsilon: adamEpsilon,
        decay: decays ? weightDecay : 0,
      };
      const updated = adamUpdate({ w: variable, g, m, v }, attributes);
      for (const [i, target] of [variable, m, v].entries()) {
        target.assign(updated[i]!);
        updated[i]!.dispose();
      }
      g.dispose();
    }
  }

  /** The present m and v by `adam/m/…` and `adam/v/…`; whoever wants to keep them clones them. */
  get moments(): Map<string, tf.Variable> {
    return new Map(
      [...this.#slots.values()].flatMap(({ name, m, v }) => [
        [`adam/m/${name}`, m] as const,
        [`adam/v/${name}`, v] as const,
      ]),
    );
  }

  /** Goes on from saved moments after `step` updates. Throws, changing nothing, if one is missing or misshapen. */
  restore(values: ReadonlyMap<string, PlainTensor>, step: number): void {
    const { moments } = this;
    for (const [name, { shape }] of moments) {
      if (values.get(name)?.shape.join() !== shape.join()) {
        throw new Error(`The file lacks “${name}” of shape [${shape.join(', ')}].`);
      }
    }
    for (const [name, variable] of moments) {
      const tensor = tf.tensor(values.get(name)!.data, variable.shape);
      variable.assign(tensor);
      tensor.dispose();
    }
    this.step = step;
  }

  dispose(): void {
    for (const { m, v } of this.#slots.values()) tf.dispose([m, v]);
    this.#slots.clear();
  }
}
