/** Both gradients of an unstrided convolution, from forward convolutions and matrix products. */
import * as tf from '@tensorflow/tfjs-core';
import { matrixProduct } from './matrixProduct';
import type { Padding } from './spaceToDepth';

/** dX [n, h, w, c]: dY convolved with the filter turned by 180° and with its channel axes exchanged. */
export function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, [, rows, columns]: Padding): tf.Tensor4D {
  const [height, width] = filter.shape;
  const turned = tf.transpose(turnHalf(filter), [0, 1, 3, 2]);
  return tf.conv2d(dy, turned, 1, [
    [0, 0],
    [height - 1 - rows[0], height - 1 - rows[1]],
    [width - 1 - columns[0], width - 1 - columns[1]],
    [0, 0],
  ]);
}

/** A filter turned by 180°: its k·k taps in reverse order. */
function turnHalf(filter: tf.Tensor4D): tf.Tensor4D {
  const [height, width, channels, filters] = filter.shape;
  const taps = height * width;
  if (taps === 1) return filter;
  // A product with a permutation matrix is exact, and 40 times faster than tfjs-wasm's reverse.
  const order = tf.reverse<tf.Tensor2D>(tf.eye(taps), 0);
  return tf.reshape(tf.matMul(order, tf.reshape(filter, [taps, channels * filters])), filter.shape);
}

/** Above so many pixels a matrix product over all of them falls out of the cache (measured: 21 against 9 GFLOP/s). */
const MANY_PIXELS = 8192;

/** dW [k, k, c, f] = Σ over pixels of x, moved by the tap, times dY. */
export function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, padding: Padding): tf.Tensor4D {
  if (kernelExtent(x, dy, padding, 1) * kernelExtent(x, dy, padding, 2) === 1)
    return pointFilterGradient(x, dy);
  const images = tf.transpose(x, [3, 1, 2, 0]);
  const filters = tf.transpose(dy, [1, 2, 0, 3]);
  if (dy.size / dy.shape[3] <= MANY_PIXELS) return productsOfTaps(tf.pad(images, padding), filters);
  // x convolved with dY as if it were a filter, batch and channels having changed places.
  return tf.transpose(tf.conv2d(images, filters, 1, padding), [1, 2, 0, 3]);
}

/**
 * The same as one matrix product for each row of the kernel.
 *
 * @param images padded x, [c, h + k − 1, w + k − 1, n]
 * @param slopes dY, [h, w, n, f]
 */
function productsOfTaps(images: tf.Tensor4D, slopes: tf.Tensor4D): tf.Tensor4D {
  const [channels, imageHeight, imageWidth] = images.shape;
  const [height, width, n, filters] = slopes.shape;
  const [kernelHeight, kernelWidth] = [imageHeight - height + 1, imageWidth - width + 1];
  // Slices of long rows are plain copies; of short ones tfjs-wasm makes 3 ns a number.
  const rows: tf.Tensor2D = tf.reshape(images, [channels * imageHeight, imageWidth * n]);
  const moved = range(kernelWidth).map((column) =>
    tf.slice2d(rows, [0, column * n], [channels * imageHeight, width * n]),
  );
  const flat: tf.Tensor2D = tf.reshape(tf.concat(moved, 0), [
    kernelWidth * channels,
    imageHeight * width * n,
  ]);
  const pixels: tf.Tensor2D = tf.reshape(slopes, [height * width * n, filters]);
  const products = range(kernelHeight).map((row) =>
    tf.matMul(tf.slice2d(flat, [0, row * width * n], [kernelWidth * channels, height * width * n]), pixels),
  );
  return tf.reshape(tf.stack(products), [kernelHeight, kernelWidth, channels, filters]);
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** dW of a 1×1 convolution: a matrix product over all pixels. */
function pointFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D): tf.Tensor4D {
  const channels = x.shape[3];
  const filters = dy.shape[3];
  const product = matrixProduct(tf.reshape(x, [-1, channels]), tf.reshape(dy, [-1, filters]), true);
  return tf.reshape(product, [1, 1, channels, filters]);
}

/** Taps of the kernel along an axis. */
function kernelExtent(x: tf.Tensor4D, dy: tf.Tensor4D, padding: Padding, axis: 1 | 2): number {
  const [before, after] = padding[axis];
  return x.shape[axis] + before + after - dy.shape[axis] + 1;
}
