/** The package that people install, in Node. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * Registers the gradients of @tensorflow/tfjs. Throws where it stands on another tfjs-core than our own parts do: what is
 * timed as stock would not be what it brings.
 */
export async function bringPublished(): Promise<void> {
  const published = await import('@tensorflow/tfjs');
  if (published.conv2d === tf.conv2d) return;
  throw new Error('@tensorflow/tfjs and our tfjs-core are of two versions: run npm ci.');
}
