/**
 * The repair network R: one residual block before each decoder layer, allowed to change dropped cells only.
 * Eq. (1): R_i(z, Ω) = z + (1 − Ω) ⊙ residual_i(z, Ω). In ablation (b) all sit before the first layer, in
 * ablation (k) there are none.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../config';
import { addBias, conv2d, gatedAdd } from '../../../kernels/ops';
import { enlargeMask } from './damage';
import { decoderInputChannels, decoderLayers, type LayerHook } from './decoder';
import { biasSpec, kernelSpec, normalize, normSpecs, type NormMode } from '../../../networks/layers';
import type { Parameters, ParameterSpec } from '../../../networks/parameters';

export type RepairConfig = Pick<
  ArtifactsConfig,
  'size' | 'leakySlope' | 'fakes' | 'repairPlacement' | 'repairPreNorm' | 'repairGate' | 'repairStart'
>;

interface RepairBlock {
  /** `R/1`, `R/2`, … (`R/5` in the paper), in the order in which they act. */
  readonly name: string;
  /** It changes the input of this layer of D. */
  readonly layer: number;
}

/** The blocks of R; none where fakes are not repaired. */
export function repairBlocks({
  fakes,
  repairPlacement,
  size,
}: Pick<ArtifactsConfig, 'fakes' | 'repairPlacement' | 'size'>): RepairBlock[] {
  if (fakes !== 'repaired') return [];
  const layers = Array.from({ length: decoderLayers(size) }, (_, index) => index + 1);
  return layers.map((i) => ({ name: `R/${i}`, layer: repairPlacement === 'local' ? 1 : i }));
}

export function repairSpecs(config: RepairConfig): ParameterSpec[] {
  return repairBlocks(config).flatMap(({ name, layer }) => {
    const c = decoderInputChannels(config, layer);
    return [
      ...(config.repairPreNorm ? normSpecs(`${name}/input`, c) : []),
      kernelSpec(`${name}/first`, [3, 3, c + 1, c], 'he'),
      ...normSpecs(`${name}/first`, c),
      kernelSpec(`${name}/last`, [3, 3, c, c], config.repairStart === 'identity' ? 0 : 'he'),
      biasSpec(`${name}/last`, c),
    ];
  });
}

/** residual_i(z, Ω) of Fig. 5: (BN) → join Ω → conv → BN → leaky ReLU → conv. */
function residual(
  R: Parameters,
  config: RepairConfig,
  name: string,
  z: tf.Tensor4D,
  mask: tf.Tensor4D,
  mode: NormMode,
): tf.Tensor4D {
  const input = config.repairPreNorm ? normalize(R, `${name}/input`, z, mode) : z;
  const joined = tf.concat([input, mask], 3); // [n, h, w, c + 1]
  const first = conv2d(joined, R.get<tf.Rank.R4>(`${name}/first/kernel`), 1);
  const hidden = normalize(R, `${name}/first`, first, mode, config.leakySlope);
  const last = conv2d(hidden, R.get<tf.Rank.R4>(`${name}/last/kernel`), 1);
  return addBias(last, R.get<tf.Rank.R1>(`${name}/last/bias`));
}

/**
 * The repair network as a hook for `decode`: D̂ = decode(…, repairWith(…)), eq. (2). Without blocks it changes nothing.
 *
 * @param mask Ω, [n, m, m, 1], 1 = kept
 */
export function repairWith(
  R: Parameters,
  config: RepairConfig,
  mask: tf.Tensor4D,
  mode: NormMode,
): LayerHook {
  const blocks = repairBlocks(config);
  return (i, input) => {
    const here = blocks.filter(({ layer }) => layer === i);
    if (here.length === 0) return input;
    const blockMask = enlargeMask(mask, input.shape[1] / mask.shape[1]);
    return here.reduce((z, { name }) => {
      const change = residual(R, config, name, z, blockMask, mode);
      return config.repairGate ? gatedAdd(z, change, tf.sub(1, blockMask)) : tf.add(z, change);
    }, input);
  };
}
