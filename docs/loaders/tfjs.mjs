/**
 * The exported discriminator's convolutions in TensorFlow.js, from discriminator.safetensors or
 * convolutions.safetensors. Needs no more than @tensorflow/tfjs-core and a backend.
 *
 *   import * as tf from '@tensorflow/tfjs';
 *   import { load } from './tfjs.mjs';
 *   const features = load(tf, new Uint8Array(await (await fetch('discriminator.safetensors')).arrayBuffer()));
 *   const { conv5 } = features(tf.browser.fromPixels(image).toFloat().expandDims()); // [1, 96, 96, 3] in 0 … 255
 */
const MEAN_COLOUR = [123.68, 116.78, 103.94];
const EPSILON = 1e-3;

/** Gives a function from images [n, h, w, 3] in 0 … 255 to the maps conv1 … conv5, [n, h, w, c]. */
export function load(tf, file) {
  const weights = readSafetensors(tf, file);
  const layers = [
    { name: 'conv1', stride: 4, groups: 1, pooled: true },
    { name: 'conv2', stride: 1, groups: 2, pooled: true },
    { name: 'conv3', stride: 1, groups: 1, pooled: false },
    { name: 'conv4', stride: 1, groups: 2, pooled: false },
    { name: 'conv5', stride: 1, groups: 2, pooled: false },
  ];
  return (images) =>
    tf.tidy(() => {
      const maps = {};
      let z = tf.sub(images, tf.tensor1d(MEAN_COLOUR));
      for (const { name, stride, groups, pooled } of layers) {
        // PyTorch's [out, in, h, w] to [h, w, in, out].
        const kernel = tf.transpose(weights[`${name}.weight`], [2, 3, 1, 0]);
        const parts = groups === 1 ? [z] : tf.split(z, groups, 3);
        const kernels = groups === 1 ? [kernel] : tf.split(kernel, groups, 3);
        const convolved = tf.concat(
          parts.map((part, i) => tf.conv2d(part, kernels[i], stride, 'same')),
          3,
        );
        maps[name] = tf.relu(
          name === 'conv5' ? normalize(tf, convolved, weights) : tf.add(convolved, weights[`${name}.bias`]),
        );
        z = pooled
          ? tf.localResponseNormalization(tf.maxPool(maps[name], 3, 2, 'same'), 2, 1, 2e-5, 0.75)
          : maps[name];
      }
      return maps;
    });
}

function normalize(tf, x, weights) {
  const [scale, offset, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (role) => weights[`conv5.bn.${role}`],
  );
  return tf.batchNorm(x, mean, variance, offset, scale, EPSILON);
}

function readSafetensors(tf, file) {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const entries = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  delete entries.__metadata__;
  return Object.fromEntries(
    Object.entries(entries).map(
      ([
        name,
        {
          shape,
          data_offsets: [begin, end],
        },
      ]) => {
        const { buffer } = new Uint8Array(file.subarray(8 + length + begin, 8 + length + end));
        return [name, tf.tensor(new Float32Array(buffer), shape)];
      },
    ),
  );
}
