/**
 * One update of Adam in one dispatch with three outputs: 7 numbers moved for each of the parameter's. Three programs of
 * one output would move 10 (12 with weight decay), one packed output taken apart again 13, the generic form about 30.
 */
import type { AdamAttributes } from '../operations/adamUpdate';
import { BYTES, groupsOf, lanesFor, THREADS, type Cost, type Lanes } from './layout';
import { program, runShaderOutputs, sizeOf, type Shader } from './program';

const shader = (lanes: Lanes): Shader => ({
  key: `adam${lanes}`,
  inputs: (['w', 'g', 'm', 'v'] as const).map((name) => [name, lanes] as const),
  outputComponents: lanes,
  furtherOutputs: [
    ['newM', lanes],
    ['newV', lanes],
  ],
  integers: ['size'],
  // 1 − β is rounded once, from double precision: from f32 it would be off by 4e-5.
  numbers: ['rate', 'beta1', 'beta2', 'rest1', 'rest2', 'epsilon', 'decay'],
  workgroupSize: THREADS,
  code: `
    fn main(index: i32) {
      if (index >= uniforms.size) { return; }
      let slope = g[index] + uniforms.decay * w[index];
      let first = uniforms.beta1 * m[index] + uniforms.rest1 * slope;
      let second = uniforms.beta2 * v[index] + uniforms.rest2 * slope * slope;
      newM[index] = first;
      newV[index] = second;
      result[index] = w[index] - uniforms.rate * first / (sqrt(second) + uniforms.epsilon);
    }`,
});

export const adamUpdate = program<AdamAttributes>('AdamUpdate', (backend, { w, g, m, v }, attributes) => {
  const { rate, beta1, beta2, epsilon, decay } = attributes;
  const { shape } = w!;
  const size = sizeOf(w!);
  const lanes = lanesFor(size);
  const numbers = { rate, beta1, beta2, rest1: 1 - beta1, rest2: 1 - beta2, epsilon, decay };
  return runShaderOutputs(backend, shader(lanes), {
    inputs: [w!, g!, m!, v!],
    outputShape: shape,
    furtherShapes: [shape, shape],
    uniforms: { size: size / lanes, ...numbers },
    workgroups: groupsOf(size / lanes),
  });
});

export function adamCost(shape: number[]): Cost {
  return { dispatches: 1, bytes: BYTES * 7 * sizeOf({ shape }) };
}
