/**
 * Logistic regression, solved to its optimum: full-batch L-BFGS with an exact line search. The objective is
 * mean loss + ½·l2·‖W‖² (biases free), which is convex, so a small gradient proves the answer: the objective is then
 * within ‖∇‖² / (2·l2) of the best there is (up to the biases).
 */
import { dot, Lbfgs } from './lbfgs';
import type { LogisticLoss } from './logisticLoss';
import type { Sliced, SlicedAtOnce } from '../base/slices';

/** What a fit asks of a matrix of features X [rows, columns]; DesignMatrix has it on the backend. */
export interface Design {
  readonly rows: number;
  readonly columns: number;
  /** X·Wᵀ for W [outputs, columns]: [rows, outputs]. */
  times(weights: Float32Array, outputs: number): Sliced<Float32Array> | SlicedAtOnce<Float32Array>;
  /** RᵀX for R [rows, outputs]: [outputs, columns]. */
  transposedTimes(residual: Float32Array, outputs: number): Sliced<Float32Array> | SlicedAtOnce<Float32Array>;
}

export interface FitOptions {
  /** Weight of ½‖W‖²; above 0. */
  readonly l2: number;
  /** The fit ends when the gradient's Euclidean norm is at most this. */
  readonly gradientTolerance: number;
  readonly maxIterations: number;
}

export interface LinearFit {
  /** [outputs, columns] */
  readonly weights: Float32Array;
  /** [outputs] */
  readonly biases: Float64Array;
  readonly objective: number;
  /** Euclidean norm of the objective's gradient at the end, computed afresh from the weights. */
  readonly gradientNorm: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Fits from zero; the matrix's rows belong to the loss's. */
export async function* fitLinear(x: Design, loss: LogisticLoss, options: FitOptions): Sliced<LinearFit> {
  const { outputs } = loss;
  const split = outputs * x.columns;
  const parameters = new Float64Array(split + outputs); // all weights, then the biases
  const lbfgs = new Lbfgs(parameters.length);
  let logits = new Float64Array(loss.rows * outputs);
  let point = yield* gradientAt(x, loss, logits, parameters, options.l2);
  let exact = true; // whether the logits were computed from the weights, not by adding up steps
  let iterations = 0;
  for (;;) {
    const ended = point.norm <= options.gradientTolerance || iterations >= options.maxIterations;
    if (ended && exact) break;
    if (ended) {
      logits = new Float64Array(yield* logitsOf(x, parameters, outputs));
      point = yield* gradientAt(x, loss, logits, parameters, options.l2);
      exact = true;
      continue;
    }
    const direction = lbfgs.direction(point.gradient);
    const change = yield* logitsOf(x, direction, outputs);
    const t = lineMinimum(loss, logits, change, ridgeAlong(parameters, direction, split, options.l2));
    if (t === 0) break; // nothing left to gain in float32
    for (let i = 0; i < parameters.length; i++) parameters[i]! += t * direction[i]!;
    for (let i = 0; i < logits.length; i++) logits[i]! += t * change[i]!;
    const next = yield* gradientAt(x, loss, logits, parameters, options.l2);
    lbfgs.remember(direction, t, point.gradient, next.gradient);
    point = next;
    exact = false;
    iterations++;
  }
  return {
    weights: new Float32Array(parameters.subarray(0, split)),
    biases: parameters.slice(split),
    objective: point.objective,
    gradientNorm: point.norm,
    iterations,
    converged: point.norm <= options.gradientTolerance,
  };
}

/** Logits of other rows: [rows, outputs]. */
export function predict(x: Design, { weights, biases }: LinearFit): Sliced<Float32Array> {
  return affine(x, weights, biases);
}

/** The logits, or their change, for packed parameters: [rows, outputs]. */
function logitsOf(x: Design, packed: Float64Array, outputs: number): Sliced<Float32Array> {
  const split = packed.length - outputs;
  return affine(x, new Float32Array(packed.subarray(0, split)), packed.subarray(split));
}

async function* affine(x: Design, weights: Float32Array, biases: Float64Array): Sliced<Float32Array> {
  const outputs = biases.length;
  const product = yield* x.times(weights, outputs);
  for (let i = 0; i < product.length; i++) product[i]! += biases[i % outputs]!;
  return product;
}

interface Point {
  readonly objective: number;
  readonly gradient: Float64Array;
  readonly norm: number;
}

async function* gradientAt(
  x: Design,
  loss: LogisticLoss,
  logits: Float64Array,
  parameters: Float64Array,
  l2: number,
): Sliced<Point> {
  const { outputs } = loss;
  const split = parameters.length - outputs;
  const residual = new Float32Array(logits.length);
  let objective = loss.evaluate(logits, residual);
  const gradient = new Float64Array(parameters.length);
  gradient.set(yield* x.transposedTimes(residual, outputs));
  for (let i = 0; i < split; i++) {
    objective += 0.5 * l2 * parameters[i]! ** 2;
    gradient[i]! += l2 * parameters[i]!;
  }
  for (let i = 0; i < residual.length; i++) gradient[split + (i % outputs)]! += residual[i]!;
  return { objective, gradient, norm: Math.sqrt(dot(gradient, gradient)) };
}

/** l2·½‖w + t·d‖² over the weights as a parabola in t: its first derivative at 0, and the second. */
function ridgeAlong(w: Float64Array, d: Float64Array, split: number, l2: number): readonly [number, number] {
  const direction = d.subarray(0, split);
  return [l2 * dot(w.subarray(0, split), direction), l2 * dot(direction, direction)];
}

/** Where the slope along the line has fallen to this share, the minimum is near enough. */
const LINE_TOLERANCE = 1e-3;
const LINE_ITERATIONS = 40;

/** The step t ≥ 0 with the least objective: Newton's method on its slope, bracketed so that it cannot run away. */
function lineMinimum(
  loss: LogisticLoss,
  logits: Float64Array,
  change: Float32Array,
  [ridgeFirst, ridgeSecond]: readonly [number, number],
): number {
  const derivatives = (t: number): readonly [number, number] => {
    const [first, second] = loss.along(logits, change, t);
    return [first + ridgeFirst + t * ridgeSecond, second + ridgeSecond];
  };
  const start = derivatives(0)[0];
  if (!(start < 0)) return 0;
  let low = 0; // the slope is below zero here
  let high = Infinity; // and above zero there
  let t = 1;
  for (let i = 0; i < LINE_ITERATIONS; i++) {
    const [first, second] = derivatives(t);
    if (Math.abs(first) <= -LINE_TOLERANCE * start) break;
    if (first < 0) low = t;
    else high = t;
    const newton = t - first / second;
    const inside = newton > low && newton < Math.min(high, 10 * t + 1);
    t = inside ? newton : high < Infinity ? (low + high) / 2 : 10 * t + 1;
  }
  return t;
}
