/**
 * An exported .onnx file in ONNX Runtime for Node (npm install onnxruntime-node).
 *
 *   import { load } from './onnxNode.mjs';
 *   const run = await load('discriminator.onnx');
 *   const { conv5 } = await run({ image: { shape: [1, 3, 96, 96], data } }); // RGB in 0 … 255, all red first
 */
import * as ort from 'onnxruntime-node';

/** Gives a function from inputs to outputs by name, both as { shape, data } with data a Float32Array. */
export async function load(file) {
  const session = await ort.InferenceSession.create(file);
  return async (inputs) => {
    const feeds = Object.entries(inputs).map(([name, { shape, data }]) => [
      name,
      new ort.Tensor('float32', data, shape),
    ]);
    const outputs = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { dims, data }]) => [name, { shape: dims, data }]),
    );
  };
}
