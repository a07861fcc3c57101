/** The gated sum of eq. (1), leaky ReLU, and Adam. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AdamAttributes } from '../operations/adamUpdate';
import type { KernelMemory } from './kernelMemory';
import { passParts } from './parts';
import { program, sizeOf, type Program } from './program';

const gatedAdd = program('GatedAdd', (memory, { z, change, gate }) => gated(memory, z!, change!, gate!));
const gateMultiply = program('GateMultiply', (memory, { dy, gate }) => gated(memory, null, dy!, gate!));

function gated(memory: KernelMemory, z: TensorInfo | null, change: TensorInfo, gate: TensorInfo): TensorInfo {
  const y = memory.output(change.shape);
  const [by, of] = [memory.addressOf(gate), memory.addressOf(change)];
  const [base, to] = [z ? memory.addressOf(z) : 0, memory.addressOf(y)];
  const channels = change.shape.at(-1)!;
  const calls = passParts(sizeOf(gate), 1, channels, memory.threads).map(([begin, end]) => {
    const skip = 4 * begin * channels;
    return [base && base + skip, of + skip, by + 4 * begin, end - begin, channels, to + skip];
  });
  memory.each('gated', calls);
  return y;
}

const leakyRelu = program<{ readonly slope: number }>('FastLeakyRelu', (memory, { x }, { slope }) => {
  const y = memory.output(x!.shape);
  const [from, to] = [memory.addressOf(x!), memory.addressOf(y)];
  const calls = passParts(sizeOf(x!), 4, 1, memory.threads).map(([begin, end]) => {
    return [from + 4 * begin, end - begin, slope, to + 4 * begin];
  });
  memory.each('leakyRelu', calls);
  return y;
});

const adam = program<AdamAttributes>('AdamUpdate', (memory, { w, g, m, v }, attributes) => {
  const { rate, beta1, beta2, epsilon, decay } = attributes;
  const outputs = [w!, m!, v!].map(({ shape }) => memory.output(shape));
  const from = [w!, g!, m!, v!].map((tensor) => memory.addressOf(tensor));
  const to = outputs.map((tensor) => memory.addressOf(tensor));
  const factors = [rate, beta1, beta2, 1 - beta1, 1 - beta2, epsilon, decay];
  const calls = passParts(sizeOf(w!), 4, 1, memory.threads).map(([begin, end]) => {
    const at = (address: number): number => address + 4 * begin;
    return [...from.map(at), end - begin, ...factors, ...to.map(at)];
  });
  memory.each('adam', calls);
  return outputs;
});

export const elementwisePrograms: readonly Program[] = [gatedAdd, gateMultiply, leakyRelu, adam];
