/** What a network decides about an image, and where it looks for that. */
import * as tf from '@tensorflow/tfjs-core';
import type { FeatureSource } from '../features';
import { gradCam } from './gradCam';
import { enlarge, overlay, relativeToLargest, rgbPicture, type Picture } from './picture';

export interface OwnDecision {
  /** Index of its logit, and the probability that this stands for. */
  readonly decision: number;
  readonly share: number;
  /** Grad-CAM of that decision on the judged layer, over the picture in grey; relative to its largest value. */
  readonly attention: Picture;
}

/** Of the most probable decision. @param view RGB [p, p, 3] in [−1, 1] */
export async function ownDecision(source: FeatureSource, view: Float32Array): Promise<OwnDecision> {
  const [own] = await decisionsOn(source, view, (shares) => [largest(shares)]);
  return own!;
}

/** Of the decision that is right and, where that is another, of the most probable one. @param view RGB [p, p, 3] in [−1, 1] */
export function rightAndOwn(
  source: FeatureSource,
  view: Float32Array,
  right: number,
): Promise<readonly OwnDecision[]> {
  return decisionsOn(source, view, (shares) => [...new Set([right, largest(shares)])]);
}

async function decisionsOn(
  source: FeatureSource,
  view: Float32Array,
  asked: (shares: Float32Array) => readonly number[],
): Promise<readonly OwnDecision[]> {
  const { config, networks, reading } = source;
  const picture = rgbPicture(view);
  const image = tf.tensor4d(view, [1, picture.height, picture.width, 3]);
  try {
    const shares = await read(() => tf.softmax(reading.logits(networks, config, image)));
    const found: OwnDecision[] = [];
    for (const decision of asked(shares)) {
      const map = await read(() => gradCam(source, image, decision));
      const attention = overlay(picture, enlarge(relativeToLargest(map), picture.width));
      found.push({ decision, share: shares[decision]!, attention });
    }
    return found;
  } finally {
    image.dispose();
  }
}

function largest(shares: Float32Array): number {
  return shares.indexOf(Math.max(...shares));
}

async function read(compute: () => tf.Tensor): Promise<Float32Array> {
  const computed = tf.tidy(compute);
  const values = await computed.data<'float32'>();
  computed.dispose();
  return values;
}
