/** Gradients of elementwise kernels; binary ones follow broadcasting. */
import * as tf from '@tensorflow/tfjs-core';
import { gradient, sumTo } from './gradient';

type Unary = (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor;

/** y = f(x): dx from dy and x. */
const fromInput = (kernelName: string, dx: Unary): tf.GradConfig =>
  gradient(kernelName, { inputs: ['x'] }, (dy, [x]) => ({ x: () => dx(dy, x!) }));

/** y = f(x): dx from dy and y, where that is cheaper than from x. */
const fromOutput = (kernelName: string, dx: Unary): tf.GradConfig =>
  gradient(kernelName, { output: true }, (dy, [y]) => ({ x: () => dx(dy, y!) }));

type Binary = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** y = f(a, b) with broadcasting: da and db in y's shape, summed here to the inputs'. */
const binary = (kernelName: string, da: Binary, db: Binary): tf.GradConfig =>
  gradient(kernelName, { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => sumTo(da(dy, a!, b!), a!.shape),
    b: () => sumTo(db(dy, a!, b!), b!.shape),
  }));

const toFloat = (x: tf.Tensor): tf.Tensor => tf.cast(x, 'float32');

export const elementwiseGradients: readonly tf.GradConfig[] = [
  binary(
    tf.Add,
    (dy) => dy,
    (dy) => dy,
  ),
  binary(
    tf.Sub,
    (dy) => dy,
    (dy) => tf.neg(dy),
  ),
  binary(
    tf.Multiply,
    (dy, _a, b) => tf.mul(dy, b),
    (dy, a) => tf.mul(dy, a),
  ),
  binary(
    tf.RealDiv,
    (dy, _a, b) => tf.div(dy, b),
    (dy, a, b) => tf.neg(tf.div(tf.mul(dy, a), tf.square(b))),
  ),
  binary(
    tf.Maximum,
    (dy, a, b) => tf.mul(dy, toFloat(tf.greaterEqual(a, b))),
    (dy, a, b) => tf.mul(dy, toFloat(tf.less(a, b))),
  ),
  binary(
    tf.Minimum,
    (dy, a, b) => tf.mul(dy, toFloat(tf.lessEqual(a, b))),
    (dy, a, b) => tf.mul(dy, toFloat(tf.greater(a, b))),
  ),
  binary(
    tf.SquaredDifference,
    (dy, a, b) => tf.mul(dy, tf.mul(2, tf.sub(a, b))),
    (dy, a, b) => tf.mul(dy, tf.mul(2, tf.sub(b, a))),
  ),
  binary(
    tf.Pow,
    (dy, a, b) => tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))),
    (dy, a, b) => tf.mul(dy, tf.mul(tf.pow(a, b), tf.log(a))),
  ),
  gradient(tf.Select, { inputs: ['condition'] }, (dy, [condition]) => ({
    t: () => tf.mul(dy, toFloat(condition!)),
    e: () => tf.mul(dy, toFloat(tf.logicalNot(condition!))),
  })),
  gradient(tf.ClipByValue, { inputs: ['x'] }, (dy, [x], attributes) => {
    const { clipValueMin, clipValueMax } = attributes as unknown as tf.ClipByValueAttrs;
    const inside = () => tf.logicalAnd(tf.greaterEqual(x!, clipValueMin), tf.lessEqual(x!, clipValueMax));
    return { x: () => tf.mul(dy, toFloat(inside())) };
  }),
  gradient(tf.LeakyRelu, { inputs: ['x'] }, (dy, [x], attributes) => {
    const { alpha } = attributes as unknown as tf.LeakyReluAttrs;
    return { x: () => tf.where(tf.greater(x!, 0), dy, tf.mul(dy, alpha)) };
  }),

  fromInput(tf.Abs, (dy, x) => tf.mul(dy, tf.sign(x))),
  fromInput(tf.Cast, (dy) => toFloat(dy)),
  fromInput(tf.Identity, (dy) => tf.clone(dy)),
  fromInput(tf.Log, (dy, x) => tf.div(dy, x)),
  fromInput(tf.Log1p, (dy, x) => tf.div(dy, tf.add(x, 1))),
  fromInput(tf.Neg, (dy) => tf.neg(dy)),
  fromInput(tf.Softplus, (dy, x) => tf.mul(dy, tf.sigmoid(x))),
  fromInput(tf.Square, (dy, x) => tf.mul(dy, tf.mul(2, x))),
  fromInput(tf.Step, (dy) => tf.zerosLike(dy)),
  fromInput(tf.OnesLike, (dy) => tf.zerosLike(dy)),
  fromInput(tf.ZerosLike, (dy) => tf.zerosLike(dy)),

  fromOutput(tf.Exp, (dy, y) => tf.mul(dy, y)),
  fromOutput(tf.Reciprocal, (dy, y) => tf.neg(tf.mul(dy, tf.square(y)))),
  fromOutput(tf.Relu, (dy, y) => tf.mul(dy, tf.step(y))),
  fromOutput(tf.Rsqrt, (dy, y) => tf.mul(dy, tf.mul(-0.5, tf.mul(y, tf.square(y))))),
  fromOutput(tf.Sigmoid, (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  fromOutput(tf.Sqrt, (dy, y) => tf.div(tf.mul(dy, 0.5), y)),
  fromOutput(tf.Tanh, (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
];
