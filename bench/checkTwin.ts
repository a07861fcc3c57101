/** Whether ours and the stock twin compute the same: their gradients at the same weights, on the present backend. */
import type * as tf from '@tensorflow/tfjs-core';
import { SIZES, type SizeName } from '../src/schema/sizes';
import { createNetworks } from '../src/methods/artifacts/networks/artifactNetworks';
import { noise } from './cases/case';
import { benchConfig } from './cases/steps';
import { disagreements, ourGradients, stockGradients } from './gradients';

/** Sums of float32 in another order; the first layers' gradients pass through most of them. */
const TOLERANCE = 1e-3;

/** Says the worst parameters; false if one is out of tolerance. */
export async function checkTwin(
  size: SizeName,
  batch: number,
  say: (line: string) => void,
): Promise<boolean> {
  const config = benchConfig(size, batch, 'simultaneous');
  const networks = createNetworks(config);
  const { pixels } = SIZES[size];
  const images = noise([batch, pixels, pixels, 3]) as tf.Tensor4D;
  const ours = await ourGradients(networks, config, images);
  const worst = disagreements(ours, await stockGradients(networks, config, images));
  for (const { name, relative } of worst.slice(0, 5)) say(`${name}: ${relative.toExponential(1)}`);
  const agree = worst[0]!.relative < TOLERANCE;
  say(`${ours.size} gradients ${agree ? 'agree' : 'DISAGREE'} (relative difference below ${TOLERANCE})`);
  return agree;
}
