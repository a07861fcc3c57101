/**
 * Every WGSL program of ours, and the rule by which an operation takes one.
 *
 * All of these are bound by memory, so a program is here if, as counted, it moves fewer bytes than the generic form, or the
 * same in fewer dispatches or wider loads. Whole steps confirm it on the software adapter (README.md); single
 * operations were not timed. A stock kernel that already is one dispatch and one pass stays: the forward halves of
 * LocalResponse and OverlapMaxPool, and FastLeakyRelu.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { adamUpdate } from './adam';
import { batchNormGradSums, batchNormInputGrad, batchNormTraining } from './batchNorm';
import { channelAffine, channelAffineInputGrad, channelAffineSums } from './channelAffine';
import {
  sigmoidCrossEntropy,
  sigmoidCrossEntropyGrad,
  softmaxCrossEntropy,
  softmaxCrossEntropyGrad,
} from './crossEntropy';
import { gatedAdd, gateMultiply } from './gatedAdd';
import { localResponseGrad } from './localResponse';
import { overlapMaxPoolGrad } from './maxPool';
import { upsample2x, upsample2xGrad } from './upsample';

const PROGRAMS: readonly KernelConfig[] = [
  batchNormTraining,
  batchNormGradSums,
  channelAffine,
  channelAffineInputGrad,
  channelAffineSums,
  upsample2x,
  upsample2xGrad,
  localResponseGrad,
  overlapMaxPoolGrad,
  gatedAdd,
  gateMultiply,
  sigmoidCrossEntropy,
  sigmoidCrossEntropyGrad,
  softmaxCrossEntropy,
  softmaxCrossEntropyGrad,
  adamUpdate,
];

/** Eight inputs and an output. */
const BATCH_NORM_INPUT_GRAD_BUFFERS = 9;

/** The programs that a device takes. */
export function webgpuPrograms({ device }: WebGPUBackend): readonly KernelConfig[] {
  const wide = device.limits.maxStorageBuffersPerShaderStage >= BATCH_NORM_INPUT_GRAD_BUFFERS;
  return wide ? [...PROGRAMS, batchNormInputGrad] : PROGRAMS;
}
