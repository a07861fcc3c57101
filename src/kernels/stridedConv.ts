/**
 * Strided convolution as an unstrided one. With stride s, output pixel i sees the input from s·i on, so gathering
 * s×s blocks of input pixels into channels (space to depth) turns a k×k kernel of stride s into a ⌈k/s⌉×⌈k/s⌉
 * kernel of stride 1: 2×2 stride 2 becomes a matrix product, AlexNet's 11×11 stride 4 a 3×3 convolution. Only the
 * unstrided convolution then needs a gradient, and that one is fast everywhere.
 */
import * as tf from '@tensorflow/tfjs-core';

/** Convolution of x [n, h, w, c] with filter [k, k, c, f], any stride, SAME padding as TensorFlow's. */
export function convolveStrided(x: tf.Tensor4D, filter: tf.Tensor4D, stride: number): tf.Tensor4D {
  const [, height, width] = x.shape;
  const [kernelHeight, kernelWidth] = filter.shape;
  const rows = blockExtent(height, kernelHeight, stride);
  const columns = blockExtent(width, kernelWidth, stride);
  const blocks = spaceToDepth(fit(x, rows, columns), stride);
  const padded = padTo(filter, rows.blocks * stride, columns.blocks * stride);
  return tf.conv2d(blocks, filterToDepth(padded, stride), 1, 'valid');
}

interface Extent {
  /** Pixels of padding before and after; negative after means that the last pixels are never seen. */
  readonly before: number;
  readonly after: number;
  /** Kernel size in blocks, ⌈k/s⌉. */
  readonly blocks: number;
}

/** SAME padding along one axis (TensorFlow's rule), extended so that the kernel covers whole blocks. */
function blockExtent(size: number, kernel: number, stride: number): Extent {
  const outputs = Math.ceil(size / stride);
  const before = Math.floor(Math.max(0, (outputs - 1) * stride + kernel - size) / 2);
  const blocks = Math.ceil(kernel / stride);
  const covered = (outputs - 1 + blocks) * stride;
  return { before, after: covered - size - before, blocks };
}

function fit(x: tf.Tensor4D, rows: Extent, columns: Extent): tf.Tensor4D {
  if ([rows.before, rows.after, columns.before, columns.after].every((pixels) => pixels === 0)) return x;
  const [n, height, width, channels] = x.shape;
  const seen = tf.slice4d(
    x,
    [0, 0, 0, 0],
    [n, height + Math.min(0, rows.after), width + Math.min(0, columns.after), channels],
  );
  return tf.pad4d(seen, [
    [0, 0],
    [rows.before, Math.max(0, rows.after)],
    [columns.before, Math.max(0, columns.after)],
    [0, 0],
  ]);
}

/** [n, h, w, c] to [n, h/s, w/s, s·s·c]; channels run row, column, channel. */
function spaceToDepth(x: tf.Tensor4D, block: number): tf.Tensor4D {
  const [n, height, width, channels] = x.shape;
  const rows = height / block;
  const columns = width / block;
  // A block's row of pixels and its channels are neighbours in memory, so rank 4 is enough.
  const split = tf.reshape(x, [n * rows, block, columns, block * channels]);
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [n, rows, columns, block * block * channels]);
}

/** [k, k, c, f] to [k/s, k/s, s·s·c, f], in the channel order of spaceToDepth. */
function filterToDepth(filter: tf.Tensor4D, block: number): tf.Tensor4D {
  const [height, width, channels, filters] = filter.shape;
  const rows = height / block;
  const columns = width / block;
  const split = tf.reshape(filter, [rows, block, columns, block * channels * filters]);
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [rows, columns, block * block * channels, filters]);
}

function padTo(filter: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [h, w] = filter.shape;
  if (h === height && w === width) return filter;
  return tf.pad4d(filter, [
    [0, height - h],
    [0, width - w],
    [0, 0],
    [0, 0],
  ]);
}
