/** What a step measured, still on the device: scalars that are read together, and only every few steps. */
import * as tf from '@tensorflow/tfjs-core';
import type { MetricName } from '../experiments/metrics';

export type StepMetrics = Readonly<Partial<Record<MetricName, tf.Scalar>>>;

/** Reads all values in one transfer and disposes the scalars. */
export async function readMetrics(metrics: StepMetrics): Promise<Partial<Record<MetricName, number>>> {
  const names = Object.keys(metrics) as MetricName[];
  const packed = tf.tidy(() => tf.stack(names.map((name) => metrics[name]!)));
  tf.dispose({ ...metrics });
  const values = await packed.data();
  packed.dispose();
  return Object.fromEntries(names.map((name, i) => [name, values[i]!]));
}
