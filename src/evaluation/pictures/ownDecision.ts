/** What a network decides about an image, and where it looks for that. */
import * as tf from '@tensorflow/tfjs-core';
import type { FeatureSource } from '../features';
import { gradCam } from './gradCam';
import { enlarge, overlay, relativeToLargest, rgbPicture, type Picture } from './picture';

export interface OwnDecision {
  /** Index of the largest logit, and the probability that it stands for. */
  readonly decision: number;
  readonly share: number;
  /** Grad-CAM of that decision on the judged layer, over the picture in grey; relative to its largest value. */
  readonly attention: Picture;
}

/** @param view RGB [p, p, 3] in [−1, 1] */
export async function ownDecision(source: FeatureSource, view: Float32Array): Promise<OwnDecision> {
  const { config, networks, reading } = source;
  const picture = rgbPicture(view);
  const image = tf.tensor4d(view, [1, picture.height, picture.width, 3]);
  try {
    const shares = await read(() => tf.softmax(reading.logits(networks, config, image)));
    const decision = shares.indexOf(Math.max(...shares));
    const map = await read(() => gradCam(source, image, decision));
    const attention = overlay(picture, enlarge(relativeToLargest(map), picture.width));
    return { decision, share: shares[decision]!, attention };
  } finally {
    image.dispose();
  }
}

async function read(compute: () => tf.Tensor): Promise<Float32Array> {
  const computed = tf.tidy(compute);
  const values = await computed.data<'float32'>();
  computed.dispose();
  return values;
}
