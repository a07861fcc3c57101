/** z + gate ⊙ change, and gate ⊙ dy: one pass each, a gate for each pixel. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { BYTES, groupsOf, layoutOf, THREADS, type Cost, type Lanes } from './layout';
import { program, runShader, sizeOf, type Shader } from './program';

const shader = (key: string, maps: readonly string[], value: string, lanes: Lanes): Shader => ({
  key: `${key}${lanes}`,
  inputs: [...maps.map((name) => [name, lanes] as const), ['gate', 1]],
  outputComponents: lanes,
  integers: ['size', 'columns'],
  workgroupSize: THREADS,
  code: `
    fn main(index: i32) {
      if (index >= uniforms.size) { return; }
      let open = gate[index / uniforms.columns];
      result[index] = ${value};
    }`,
});

function run(
  backend: WebGPUBackend,
  inputs: readonly TensorInfo[],
  make: (lanes: Lanes) => Shader,
): TensorInfo {
  const { lanes, rows, columns } = layoutOf(inputs[0]!);
  return runShader(backend, make(lanes), {
    inputs,
    outputShape: inputs[0]!.shape,
    uniforms: { size: rows * columns, columns },
    workgroups: groupsOf(rows * columns),
  });
}

export const gatedAdd = program('GatedAdd', (backend, { z, change, gate }) =>
  run(backend, [z!, change!, gate!], (lanes) =>
    shader('gatedAdd', ['z', 'change'], 'z[index] + open * change[index]', lanes),
  ),
);

export const gateMultiply = program('GateMultiply', (backend, { dy, gate }) =>
  run(backend, [dy!, gate!], (lanes) => shader('gateMultiply', ['dy'], 'open * dy[index]', lanes)),
);

/** Of GatedAdd with three maps of a shape (z, change, the sum), of GateMultiply with two. */
export function gateCost(shape: number[], maps: 2 | 3): Cost {
  const size = sizeOf({ shape });
  return { dispatches: 1, bytes: BYTES * (maps * size + size / shape.at(-1)!) };
}
