/**
 * The losses of logistic regression as functions of the logits. Both are convex, and the logits are affine in the
 * weights, so that a whole line of weights can be searched without touching the features again.
 */
import { exponential } from '../base/exponential';

/** Mean over the rows of a loss of logits [rows, outputs]. */
export interface LogisticLoss {
  readonly rows: number;
  readonly outputs: number;
  /** The loss, and its derivative by each logit written to `residual`. */
  evaluate(logits: Float64Array, residual: Float32Array): number;
  /** First and second derivative by t at logits + t·direction. */
  along(logits: Float64Array, direction: Float32Array, t: number): readonly [first: number, second: number];
}

/** Multinomial: −log softmax(logits)[label], for labels 0 … outputs−1. */
export function softmaxLoss(labels: ArrayLike<number>, outputs: number): LogisticLoss {
  const rows = labels.length;
  const p = new Float64Array(outputs);
  return {
    rows,
    outputs,
    evaluate(logits, residual) {
      let loss = 0;
      for (let row = 0; row < rows; row++) {
        const base = row * outputs;
        for (let k = 0; k < outputs; k++) p[k] = logits[base + k]!;
        const logSum = softmax(p);
        loss += logSum - logits[base + labels[row]!]!;
        for (let k = 0; k < outputs; k++) residual[base + k] = (p[k]! - +(k === labels[row])) / rows;
      }
      return loss / rows;
    },
    along(logits, direction, t) {
      let first = 0;
      let second = 0;
      for (let row = 0; row < rows; row++) {
        const base = row * outputs;
        for (let k = 0; k < outputs; k++) p[k] = logits[base + k]! + t * direction[base + k]!;
        softmax(p);
        let mean = 0;
        let square = 0;
        for (let k = 0; k < outputs; k++) {
          const d = direction[base + k]!;
          mean += p[k]! * d;
          square += p[k]! * d * d;
        }
        first += mean - direction[base + labels[row]!]!;
        second += square - mean * mean;
      }
      return [first / rows, second / rows];
    },
  };
}

/**
 * Independent attributes: the sum over outputs of −t log σ(a) − (1 − t) log(1 − σ(a)).
 *
 * @param targets [rows, outputs] of 0 and 1; NaN where it is not known, which counts for nothing
 */
export function sigmoidLoss(targets: Float32Array, outputs: number): LogisticLoss {
  const rows = targets.length / outputs;
  return {
    rows,
    outputs,
    evaluate(logits, residual) {
      let loss = 0;
      for (let i = 0; i < targets.length; i++) {
        residual[i] = 0;
        const target = targets[i]!;
        if (Number.isNaN(target)) continue;
        const logit = logits[i]!;
        loss += Math.max(logit, 0) - logit * target + Math.log1p(exponential(-Math.abs(logit)));
        residual[i] = (sigmoid(logit) - target) / rows;
      }
      return loss / rows;
    },
    along(logits, direction, t) {
      let first = 0;
      let second = 0;
      for (let i = 0; i < targets.length; i++) {
        if (Number.isNaN(targets[i]!)) continue;
        const d = direction[i]!;
        const p = sigmoid(logits[i]! + t * d);
        first += (p - targets[i]!) * d;
        second += p * (1 - p) * d * d;
      }
      return [first / rows, second / rows];
    },
  };
}

function sigmoid(x: number): number {
  return 1 / (1 + exponential(-x));
}

/** Replaces logits by probabilities and returns the logarithm of the sum of their exponentials. */
function softmax(logits: Float64Array): number {
  let max = -Infinity;
  for (const logit of logits) max = Math.max(max, logit);
  let sum = 0;
  for (let k = 0; k < logits.length; k++) sum += logits[k] = exponential(logits[k]! - max);
  for (let k = 0; k < logits.length; k++) logits[k]! /= sum;
  return max + Math.log(sum);
}
