/** What C shall tell from real images, by whichever way of making it the config names. */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../../base/random';
import type { ArtifactsConfig } from '../config';
import { cellsPerSide, SIZES } from '../../../schema/sizes';
import { damage, drawDropMask } from './damage';
import { decode, type DecoderConfig } from './decoder';
import { drawLatent, generate, generatorSpecs, lastGeneratorLayer } from './generator';
import type { NormMode } from '../../../networks/layers';
import type { Parameters, ParameterSpec } from '../../../networks/parameters';
import { repairBlocks, repairSpecs, repairWith, type RepairConfig } from './repair';

/** What fakes are made from. */
export interface FakeStart {
  /** φ̂ [n, m, m, c]; z [n, 128] where fakes are generated. */
  readonly start: tf.Tensor;
  /** Ω [n, m, m, 1]; zeros where fakes are generated, of which nothing was kept. */
  readonly mask: tf.Tensor4D;
}

/** Ω and fill, or z, are drawn from generators of their own, so that another θ or fill shifts no other draws. */
export interface FakeRandom {
  readonly damage: Random;
  readonly noise: Random;
}

/** Whether fakes have a mask that C can predict: all but those of ablation (l). */
export function hasMasks(config: Pick<ArtifactsConfig, 'fakes'>): boolean {
  return config.fakes !== 'generated';
}

/** The network that learns against C, if any: R, or the generator in its place. */
export function fakeSpecs(config: RepairConfig): ParameterSpec[] {
  return config.fakes === 'generated' ? generatorSpecs(config) : repairSpecs(config);
}

/** Side of the map that a layer with weights of `fakeSpecs` makes; the generator's phases need one cell more. */
export function outputSide(
  config: Pick<ArtifactsConfig, 'size' | 'fakes' | 'repairPlacement'>,
  name: string,
): number {
  const cells = cellsPerSide(config.size);
  if (name.startsWith('G/project')) return 1;
  const level = Number(name.split('/')[1]);
  if (name.startsWith('G/'))
    return level === lastGeneratorLayer(config) ? SIZES[config.size].pixels : cells * 2 ** (level - 1) + 1;
  const { layer } = repairBlocks(config).find((block) => block.name === `R/${level}`)!;
  return cells * 2 ** (layer - 1);
}

/** @param features φ, [n, m, m, c] */
export function drawFakeStart(
  config: Pick<ArtifactsConfig, 'fakes' | 'size' | 'theta' | 'fill'>,
  features: tf.Tensor4D,
  random: FakeRandom,
): FakeStart {
  const [n, cells] = [features.shape[0], cellsPerSide(config.size)];
  // What is generated has no cells that could be dropped.
  const mask: tf.Tensor4D = hasMasks(config)
    ? drawDropMask(random.damage, n, cells, config.theta)
    : tf.zeros([n, cells, cells, 1]);
  return fakeStartUnder(config, features, mask, random.noise);
}

/**
 * The same for a mask that is given, as pictures have it. Where fakes are generated neither φ nor the mask matters.
 *
 * @param features φ, [n, m, m, c]
 * @param mask Ω, [n, m, m, 1], 1 = kept
 * @param noise of the fill, or z
 */
export function fakeStartUnder(
  config: Pick<ArtifactsConfig, 'fakes' | 'fill'>,
  features: tf.Tensor4D,
  mask: tf.Tensor4D,
  noise: Random,
): FakeStart {
  if (!hasMasks(config)) return { start: drawLatent(noise, mask.shape[0]), mask: tf.zerosLike(mask) };
  return { start: damage(features, mask, config.fill, noise), mask };
}

/** Makes D(φ̂) of the same start, which R has not touched; what is generated stays as it is. */
export function withoutRepair<T extends Pick<ArtifactsConfig, 'fakes'>>(config: T): T {
  return hasMasks(config) ? { ...config, fakes: 'damaged' } : config;
}

/** x̂ = D̂(φ̂, Ω), D(φ̂) in ablation (k), G(z) in ablation (l): [n, p, p, 3]. */
export function fakeImages(
  { D, R }: { readonly D: Parameters; readonly R: Parameters },
  config: DecoderConfig & RepairConfig,
  { start, mask }: FakeStart,
  mode: NormMode,
): tf.Tensor4D {
  if (config.fakes === 'generated') return generate(R, config, start as tf.Tensor2D, mode);
  return decode(D, config, start as tf.Tensor4D, 'inference', repairWith(R, config, mask, mode));
}
