/**
 * Strided convolution as an unstrided one. With stride s, output pixel i sees the input from s·i on, so gathering
 * s×s blocks of input pixels into channels (space to depth) turns a k×k kernel of stride s into a ⌈k/s⌉×⌈k/s⌉
 * kernel of stride 1: 2×2 stride 2 becomes a matrix product, AlexNet's 11×11 stride 4 a 3×3 convolution. Only the
 * unstrided convolution then needs a gradient, and that one is fast everywhere.
 */
import * as tf from '@tensorflow/tfjs-core';

export type Padding = [[number, number], [number, number], [number, number], [number, number]];

/** TensorFlow's SAME padding of an unstrided convolution. */
export function unstridedPadding([height, width]: readonly number[]): Padding {
  const around = (kernel: number): [number, number] => [Math.floor((kernel - 1) / 2), Math.floor(kernel / 2)];
  return [[0, 0], around(height!), around(width!), [0, 0]];
}

interface Rearrangement {
  readonly to: (x: tf.Tensor4D) => tf.Tensor4D;
  /** The transpose of `to`, which carries gradients back; the inverse where nothing is padded or cut. */
  readonly from: (x: tf.Tensor4D) => tf.Tensor4D;
}

/** How x [n, h, w, c] and a filter [k, k, c, f] are laid out in blocks for a VALID unstrided convolution. */
export function inBlocks(
  [n, height, width, channels]: readonly number[],
  [kernelHeight, kernelWidth, , filters]: readonly number[],
  stride: number,
): { blocks: Rearrangement; filterBlocks: Rearrangement } {
  const rows = blockExtent(height!, kernelHeight!, stride);
  const columns = blockExtent(width!, kernelWidth!, stride);
  const image = [n!, rows.covered, columns.covered, channels!] as const;
  const kernel = [1, rows.blocks * stride, columns.blocks * stride, channels! * filters!] as const;
  const filterShape = [kernelHeight!, kernelWidth!, channels!, filters!] as const;
  const deepFilter = [rows.blocks, columns.blocks, stride * stride * channels!, filters!] as const;
  return {
    blocks: {
      to: (x) => spaceToDepth(fit(x, rows, columns), stride),
      from: (x) => unfit(depthToSpace(x, image, stride), height!, width!, rows, columns),
    },
    filterBlocks: {
      // A filter's blocks are gathered like an image's, c·f channels a pixel.
      to: (filter) => {
        const padded = padTo(filter, kernel[1], kernel[2]);
        return tf.reshape(spaceToDepth(tf.reshape(padded, [...kernel]), stride), [...deepFilter]);
      },
      from: (deep) => {
        const [, h, w] = kernel;
        const flat: tf.Tensor4D = tf.reshape(deep, [1, rows.blocks, columns.blocks, -1]);
        const padded: tf.Tensor4D = tf.reshape(depthToSpace(flat, kernel, stride), [
          h,
          w,
          channels!,
          filters!,
        ]);
        return tf.slice4d(padded, [0, 0, 0, 0], [...filterShape]);
      },
    },
  };
}

interface Extent {
  /** Pixels of padding before and after; negative after means that the last pixels are never seen. */
  readonly before: number;
  readonly after: number;
  /** Kernel size in blocks, ⌈k/s⌉. */
  readonly blocks: number;
  /** Pixels that the blocks cover, padding included. */
  readonly covered: number;
}

/** SAME padding along one axis (TensorFlow's rule), extended so that the kernel covers whole blocks. */
function blockExtent(size: number, kernel: number, stride: number): Extent {
  const outputs = Math.ceil(size / stride);
  const before = Math.floor(Math.max(0, (outputs - 1) * stride + kernel - size) / 2);
  const blocks = Math.ceil(kernel / stride);
  const covered = (outputs - 1 + blocks) * stride;
  return { before, after: covered - size - before, blocks, covered };
}

function fit(x: tf.Tensor4D, rows: Extent, columns: Extent): tf.Tensor4D {
  const [, height, width] = x.shape;
  const seen = crop(x, [0, 0], [height + Math.min(0, rows.after), width + Math.min(0, columns.after)]);
  return pad(seen, [
    [0, 0],
    [rows.before, Math.max(0, rows.after)],
    [columns.before, Math.max(0, columns.after)],
    [0, 0],
  ]);
}

function unfit(x: tf.Tensor4D, height: number, width: number, rows: Extent, columns: Extent): tf.Tensor4D {
  const size: [number, number] = [height + Math.min(0, rows.after), width + Math.min(0, columns.after)];
  return pad(crop(x, [rows.before, columns.before], size), [
    [0, 0],
    [0, Math.max(0, -rows.after)],
    [0, Math.max(0, -columns.after)],
    [0, 0],
  ]);
}

function crop(x: tf.Tensor4D, [top, left]: [number, number], [height, width]: [number, number]): tf.Tensor4D {
  const [n, h, w, channels] = x.shape;
  return h === height && w === width ? x : tf.slice4d(x, [0, top, left, 0], [n, height, width, channels]);
}

function pad(x: tf.Tensor4D, padding: Padding): tf.Tensor4D {
  return padding.flat().every((pixels) => pixels === 0) ? x : tf.pad4d(x, padding);
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

/** The inverse of spaceToDepth, to `shape`. */
function depthToSpace(
  x: tf.Tensor4D,
  [n, height, width, channels]: readonly [number, number, number, number],
  block: number,
): tf.Tensor4D {
  const split = tf.reshape(x, [(n * height) / block, width / block, block, block * channels]);
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [n, height, width, channels]);
}

function padTo(filter: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [h, w] = filter.shape;
  return pad(filter, [
    [0, height - h],
    [0, width - w],
    [0, 0],
    [0, 0],
  ]);
}
