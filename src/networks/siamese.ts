/**
 * A network that sees several patches of an image: one trunk for all of them, a layer that sees each, and two that see all
 * (Doersch et al., ICCV 2015; Noroozi & Favaro, ECCV 2016). A method’s own is the layer of its logits.
 */
import * as tf from '@tensorflow/tfjs-core';
import { SIZES, type SizeName } from '../schema/sizes';
import { biasSpec, dense, kernelSpec, type NormMode } from './layers';
import type { Parameters, ParameterSpec } from './parameters';
import { BIAS, featureWidth, hiddenUnits, RELU, trunkMaps, trunkSpecs, type FeatureHook } from './trunk';

/** Side of a patch in pixels: a quarter of the image’s. */
export function patchSide(size: SizeName): number {
  return SIZES[size].pixels / 4;
}

/** Side of conv5’s map of a patch. */
function patchCells(size: SizeName): number {
  return Math.ceil(patchSide(size) / SIZES[size].stride);
}

/** The side of a patch’s map that a parameter’s layer gives. */
export function patchMapSide(size: SizeName): (name: string) => number {
  const cells = patchCells(size);
  return (name) => (name.includes('conv1') ? 4 * cells : name.includes('conv2') ? 2 * cells : cells);
}

export interface SiameseShape {
  readonly size: SizeName;
  /** How many of an image it sees. */
  readonly patches: number;
  /** What the layer of the logits is called, and how many there are. */
  readonly last: string;
  readonly classes: number;
}

/** Units that see one patch: a quarter of those that see all, as 1,024 of AlexNet’s 4,096. */
const patchUnits = (size: SizeName): number => Math.ceil(hiddenUnits({ size }) / 4);

export function siameseSpecs({ size, patches, last, classes }: SiameseShape): ParameterSpec[] {
  const [units, hidden] = [patchUnits(size), hiddenUnits({ size })];
  const flat = patchCells(size) ** 2 * featureWidth({ size }, 'conv5');
  return [
    ...trunkSpecs('C', { size }),
    ...[kernelSpec('C/patch', [flat, units], 'xavier'), biasSpec('C/patch', units, BIAS)],
    ...[kernelSpec('C/fc1', [patches * units, hidden], 'xavier'), biasSpec('C/fc1', hidden, BIAS)],
    ...[kernelSpec(`C/${last}`, [hidden, classes], 'xavier'), biasSpec(`C/${last}`, classes)],
  ];
}

/** Whether a parameter is of what sees each patch by itself. */
export function seesOnePatch(name: string): boolean {
  return /^C\/(conv|patch)/.test(name);
}

/** What may be done otherwise in a forward pass. */
export interface SiameseOptions {
  /** `inference` if absent. */
  readonly mode?: NormMode;
  readonly hook?: FeatureHook | undefined;
}

/**
 * Logits [n, classes].
 *
 * @param patches [n · patches, t, t, 3] about [−1, 1]: all of an image, in order, then those of the next
 */
export function siameseLogits(
  C: Parameters,
  { size, patches: each, last }: Omit<SiameseShape, 'classes'>,
  patches: tf.Tensor4D,
  { mode = 'inference', hook }: SiameseOptions = {},
): tf.Tensor2D {
  const { conv5 } = trunkMaps(C, 'C', size, patches, mode, 1, hook);
  const seen = dense(C, 'C/patch', tf.reshape(conv5, [patches.shape[0], -1]), RELU);
  const together: tf.Tensor2D = tf.reshape(seen, [patches.shape[0] / each, -1]);
  return dense(C, `C/${last}`, dense(C, 'C/fc1', together, RELU));
}
