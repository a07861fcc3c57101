/**
 * Adam with TensorFlow's ε (outside the bias correction): w ← w − rate·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε).
 * Our own because tfjs's restores its powers of β inexactly, and because weight decay joins the gradient here.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../experiments/config';
import { adamUpdate } from '../kernels/ops';
import type { Parameters } from '../networks/parameters';

const BETA2 = 0.999;

export type AdamConfig = Pick<Config, 'adamBeta1' | 'adamEpsilon' | 'weightDecay'>;

interface Slot {
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

  constructor(parameters: Parameters, config: AdamConfig) {
    this.#config = config;
    for (const { spec, variable } of parameters.trainable) {
      const zeros = tf.zeros(variable.shape);
      const slot = {
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
   * Applies one update and disposes the gradients of these variables.
   *
   * @param gradients by variable name, as tf.variableGrads returns them; others’ are left alone
   * @param rate learning rate of this step
   */
  apply(gradients: tf.NamedTensorMap, rate: number): void {
    const { adamBeta1, adamEpsilon, weightDecay } = this.#config;
    this.step++;
    const corrected = (rate * Math.sqrt(1 - BETA2 ** this.step)) / (1 - adamBeta1 ** this.step);
    for (const [name, { variable, decays, m, v }] of this.#slots) {
      const g = gradients[name]!;
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
      gradients[name]!.dispose();
    }
  }

  dispose(): void {
    for (const { m, v } of this.#slots.values()) tf.dispose([m, v]);
    this.#slots.clear();
  }
}
