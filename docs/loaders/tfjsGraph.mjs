/**
 * An exported model.json and weights.bin in TensorFlow.js (npm install @tensorflow/tfjs, or a script tag).
 *
 *   import * as tf from '@tensorflow/tfjs';
 *   import { load } from './tfjsGraph.mjs';
 *   const run = await load(tf, 'discriminator-tfjs/model.json'); // the address of the unpacked folder
 *   const { conv5 } = run({ image: tf.browser.fromPixels(image).toFloat().expandDims() }); // [1, 96, 96, 3] in 0 … 255
 */

/** Gives a function from inputs to outputs by name; maps are [n, h, w, c]. */
export async function load(tf, address) {
  const model = await tf.loadGraphModel(address);
  const names = Object.keys(model.modelSignature.outputs);
  return (inputs) => {
    const outputs = model.execute(inputs, names);
    return Object.fromEntries(names.map((name, i) => [name, names.length === 1 ? outputs : outputs[i]]));
  };
}
