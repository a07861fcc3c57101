/** The gated sum of eq. (1), leaky ReLU, and Adam. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AdamAttributes } from '../operations/adamUpdate';
import type { KernelMemory } from './kernelMemory';
import { program, sizeOf, type Program } from './program';

const gatedAdd = program('GatedAdd', (memory, { z, change, gate }) => gated(memory, z!, change!, gate!));
const gateMultiply = program('GateMultiply', (memory, { dy, gate }) => gated(memory, null, dy!, gate!));

function gated(memory: KernelMemory, z: TensorInfo | null, change: TensorInfo, gate: TensorInfo): TensorInfo {
  const y = memory.output(change.shape);
  const [by, of] = [memory.addressOf(gate), memory.addressOf(change)];
  const channels = change.shape.at(-1);
  memory.run.gated(z ? memory.addressOf(z) : 0, of, by, sizeOf(gate), channels, memory.addressOf(y));
  return y;
}

const leakyRelu = program<{ readonly slope: number }>('FastLeakyRelu', (memory, { x }, { slope }) => {
  const y = memory.output(x!.shape);
  memory.run.leakyRelu(memory.addressOf(x!), sizeOf(x!), slope, memory.addressOf(y));
  return y;
});

const adam = program<AdamAttributes>('AdamUpdate', (memory, { w, g, m, v }, attributes) => {
  const { rate, beta1, beta2, epsilon, decay } = attributes;
  const outputs = [w!, m!, v!].map(({ shape }) => memory.output(shape));
  const [from1, from2, from3, from4] = [w!, g!, m!, v!].map((tensor) => memory.addressOf(tensor));
  const [to1, to2, to3] = outputs.map((tensor) => memory.addressOf(tensor));
  const factors = [rate, beta1, beta2, 1 - beta1, 1 - beta2, epsilon, decay];
  memory.run.adam(from1!, from2!, from3!, from4!, sizeOf(w!), ...factors, to1!, to2!, to3!);
  return outputs;
});

export const elementwisePrograms: readonly Program[] = [gatedAdd, gateMultiply, leakyRelu, adam];
