/** Every WGSL program of ours, and the rule by which an operation takes one. */
import type { KernelConfig } from '@tensorflow/tfjs-core';

const PROGRAMS: readonly KernelConfig[] = [];

/** The programs that a device takes. */
export function webgpuPrograms(): readonly KernelConfig[] {
  return PROGRAMS;
}
