/**
 * The repair network R: one residual block before each decoder layer, allowed to change dropped cells only.
 * Eq. (1): R_i(z, Ω) = z + (1 − Ω) ⊙ residual_i(z, Ω).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../experiments/config';
import { addBias, conv2d, gatedAdd } from '../kernels/ops';
import { enlargeMask } from './damage';
import { decoderInputChannels, type LayerHook } from './decoder';
import { biasSpec, kernelSpec, normalize, normSpecs, type NormMode } from './layers';
import type { Parameters, ParameterSpec } from './parameters';

export const REPAIR_BLOCKS = [1, 2, 3, 4, 5] as const;

export type RepairConfig = Pick<Config, 'size' | 'leakySlope' | 'repairPreNorm' | 'repairGate'>;

export function repairSpecs(config: RepairConfig): ParameterSpec[] {
  return REPAIR_BLOCKS.flatMap((i) => {
    const name = `R/${i}`;
    const c = decoderInputChannels(config, i);
    return [
      ...(config.repairPreNorm ? normSpecs(`${name}/input`, c) : []),
      kernelSpec(`${name}/first`, [3, 3, c + 1, c], 'he'),
      ...normSpecs(`${name}/first`, c),
      kernelSpec(`${name}/last`, [3, 3, c, c], 'he'),
      biasSpec(`${name}/last`, c),
    ];
  });
}

/** residual_i(z, Ω) of Fig. 5: (BN) → join Ω → conv → BN → leaky ReLU → conv. */
function residual(
  R: Parameters,
  config: RepairConfig,
  i: number,
  z: tf.Tensor4D,
  mask: tf.Tensor4D,
  mode: NormMode,
): tf.Tensor4D {
  const name = `R/${i}`;
  const input = config.repairPreNorm ? normalize(R, `${name}/input`, z, mode) : z;
  const joined = tf.concat([input, mask], 3); // [n, h, w, c + 1]
  const first = conv2d(joined, R.get<tf.Rank.R4>(`${name}/first/kernel`), 1);
  const hidden = normalize(R, `${name}/first`, first, mode, config.leakySlope);
  const last = conv2d(hidden, R.get<tf.Rank.R4>(`${name}/last/kernel`), 1);
  return addBias(last, R.get<tf.Rank.R1>(`${name}/last/bias`));
}

/**
 * The repair network as a hook for `decode`: D̂ = decode(…, repairWith(…)), eq. (2).
 *
 * @param mask Ω, [n, m, m, 1], 1 = kept
 */
export function repairWith(
  R: Parameters,
  config: RepairConfig,
  mask: tf.Tensor4D,
  mode: NormMode,
): LayerHook {
  return (i, z) => {
    const blockMask = enlargeMask(mask, z.shape[1] / mask.shape[1]);
    const change = residual(R, config, i, z, blockMask, mode);
    return config.repairGate ? gatedAdd(z, change, tf.sub(1, blockMask)) : tf.add(z, change);
  };
}
