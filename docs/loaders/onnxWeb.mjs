/**
 * An exported .onnx file in ONNX Runtime for browsers (npm install onnxruntime-web, or a script tag).
 *
 *   import { load, fromImageData } from './onnxWeb.mjs';
 *   const run = await load('discriminator.onnx');
 *   const { conv5 } = await run({ image: fromImageData(context.getImageData(0, 0, 96, 96)) });
 */
import * as ort from 'onnxruntime-web';

/** Gives a function from inputs to outputs by name, both as { shape, data } with data a Float32Array. */
export async function load(urlOrBytes) {
  const session = await ort.InferenceSession.create(urlOrBytes);
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

/** A canvas's pixels, RGBA one after another, as the input `image`: RGB in 0 … 255, all red first. */
export function fromImageData({ width, height, data }) {
  const area = width * height;
  const image = new Float32Array(3 * area);
  for (let i = 0; i < area; i++) {
    for (let colour = 0; colour < 3; colour++) image[colour * area + i] = data[4 * i + colour];
  }
  return { shape: [1, 3, height, width], data: image };
}
