/** TensorFlow.js as people install it: its graph executor, on the backend that is started, to run what we export where others will. */
import * as tf from '@tensorflow/tfjs-core';
import type { GraphModel as Model } from '@tensorflow/tfjs';
import type { PlainTensor } from '../networks/parameters';

/** As much of model.json as we look at. */
interface ModelJson extends tf.io.ModelJSON {
  readonly userDefinedMetadata: Record<string, string>;
}

/** The model of model.json and weights.bin. Throws a sentence if @tensorflow/tfjs is not installed. */
export async function loadTfjs(
  modelJson: Uint8Array,
  weights: Uint8Array,
): Promise<{ model: Model; metadata: Record<string, string> }> {
  const { GraphModel } = await import('@tensorflow/tfjs').catch((error: unknown) => {
    throw new Error('TensorFlow.js is not here: install it with “npm install @tensorflow/tfjs”.', {
      cause: error,
    });
  });
  const json = JSON.parse(new TextDecoder().decode(modelJson)) as ModelJson;
  const artifacts: tf.io.ModelArtifacts = {
    modelTopology: json.modelTopology,
    ...(json.signature && { signature: json.signature }),
    weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
    weightData: new Uint8Array(weights).buffer,
  };
  const model = new GraphModel({ load: () => Promise.resolve(artifacts) });
  await model.load();
  return { model, metadata: json.userDefinedMetadata };
}

/** Runs a model; all its outputs by name. */
export async function runTfjs(
  model: Model,
  inputs: ReadonlyMap<string, PlainTensor>,
): Promise<Map<string, PlainTensor>> {
  const { outputs } = model.modelSignature as { outputs: object };
  const names = Object.keys(outputs);
  const feeds = [...inputs].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])] as const);
  const results = [model.execute(Object.fromEntries(feeds), names)].flat();
  const values = await Promise.all(results.map((result) => result.data<'float32'>()));
  tf.dispose([...feeds.map(([, tensor]) => tensor), ...results]);
  return new Map(names.map((name, i) => [name, { shape: results[i]!.shape, data: values[i]! }]));
}
