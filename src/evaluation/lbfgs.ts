/** Limited-memory BFGS (Nocedal & Wright, algorithm 7.4): descent directions out of the last few steps. */

/** Steps remembered. */
const MEMORY = 10;

interface Pair {
  /** Change of the parameters, and of the gradient. */
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** 1 / (s·y) */
  readonly rho: number;
}

export class Lbfgs {
  readonly #size: number;
  readonly #pairs: Pair[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** −H·gradient, H the estimate of the inverse Hessian; the negative gradient before the first step. */
  direction(gradient: Float64Array): Float64Array {
    const q = gradient.map((value) => -value);
    const alphas: number[] = [];
    for (const { s, y, rho } of this.#pairs.toReversed()) {
      const alpha = rho * dot(s, q);
      addScaled(q, y, -alpha);
      alphas.unshift(alpha);
    }
    const last = this.#pairs.at(-1);
    if (last) {
      const scale = 1 / (last.rho * dot(last.y, last.y));
      for (let i = 0; i < this.#size; i++) q[i]! *= scale;
    }
    for (const [i, { s, y, rho }] of this.#pairs.entries()) {
      addScaled(q, s, alphas[i]! - rho * dot(y, q));
    }
    return q;
  }

  /** Learns from the step t·direction that led from one gradient to the next. */
  remember(direction: Float64Array, t: number, before: Float64Array, after: Float64Array): void {
    const s = direction.map((value) => t * value);
    const y = after.map((value, i) => value - before[i]!);
    const curvature = dot(s, y);
    // Rounding may hide the curvature of a tiny step; such a pair would spoil H.
    if (!(curvature > 1e-12 * dot(y, y))) return;
    this.#pairs.push({ s, y, rho: 1 / curvature });
    if (this.#pairs.length > MEMORY) this.#pairs.shift();
  }
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * vector[i]!;
}
