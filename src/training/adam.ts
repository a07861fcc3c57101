/**
 * Adam with TensorFlow's ε (outside the bias correction): w ← w − rate·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε).
 * Our own because tfjs's restores its powers of β inexactly, and because weight decay joins the gradient here.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../experiments/config';
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
      tf.tidy(() => {
        const loss = gradients[name]!;
        const g = decays && weightDecay > 0 ? tf.add(loss, tf.mul(variable, weightDecay)) : loss;
        m.assign(tf.add(tf.mul(m, adamBeta1), tf.mul(g, 1 - adamBeta1)));
        v.assign(tf.add(tf.mul(v, BETA2), tf.mul(tf.square(g), 1 - BETA2)));
        const change = tf.mul(tf.div(m, tf.add(tf.sqrt(v), adamEpsilon)), corrected);
        variable.assign(tf.sub(variable, change));
      });
      gradients[name]!.dispose();
    }
  }

  dispose(): void {
    for (const { m, v } of this.#slots.values()) tf.dispose([m, v]);
    this.#slots.clear();
  }
}
