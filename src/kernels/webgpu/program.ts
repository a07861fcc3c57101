/**
 * How a WGSL program of ours runs inside tfjs-backend-webgpu: through its own program interface, so that buffers,
 * pipelines and the command queue stay the backend's. Tensors are bound as flat arrays and every shape goes in as a
 * uniform, so one pipeline serves all shapes.
 */
import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** What distinguishes a pipeline; make one per set of compile-time choices and reuse it. */
export interface Shader {
  /** Names the code and every choice compiled into it. */
  readonly key: string;
  /** Bindings of the inputs in order: name, and 1 or 4 floats per element (4: the size must divide by 4). */
  readonly inputs: readonly (readonly [name: string, components: 1 | 4])[];
  /** Floats per element of the array `result`. */
  readonly outputComponents: 1 | 4;
  /** Names of i32 uniforms, then of f32 uniforms. */
  readonly integers: readonly string[];
  readonly numbers?: readonly string[];
  readonly workgroupSize: number;
  /** WGSL that defines `fn main(index: i32)`; tfjs gives `localIndex`, `workgroupId`, `numWorkgroups`, `uniforms`. */
  readonly code: string;
}

export interface Call {
  readonly inputs: readonly TensorInfo[];
  readonly outputShape: number[];
  /** Values by the names that the shader declares. */
  readonly uniforms: Readonly<Record<string, number>>;
  /** tfjs folds counts over the device's limit into y and z, so a few more groups than these may start. */
  readonly workgroups: number;
}

/** Enqueues one dispatch and returns its output, float32. */
export function runShader(backend: WebGPUBackend, shader: Shader, call: Call): TensorInfo {
  const { integers, numbers = [] } = shader;
  const output = backend.makeTensorInfo(call.outputShape, 'float32');
  const program: WebGPUProgram = {
    shaderKey: shader.key,
    variableNames: shader.inputs.map(([name]) => name),
    variableComponents: shader.inputs.map(([, components]) => components),
    outputComponent: shader.outputComponents,
    outputShape: [sizeOf(output)],
    uniforms: [...integers.map((name) => `${name} : i32,`), ...numbers.map((name) => `${name} : f32,`)].join(
      ' ',
    ),
    workgroupSize: [shader.workgroupSize, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [call.workgroups, 1, 1],
    getUserCode: () => shader.code,
  };
  const values = [
    ...integers.map((name) => ({ type: 'int32', data: [valueOf(call, name)] })),
    ...numbers.map((name) => ({ type: 'float32', data: [valueOf(call, name)] })),
  ];
  backend.runWebGPUProgram(program, call.inputs.map(flat), 'float32', values, flat(output));
  return output;
}

/** Numbers in a tensor. */
export function sizeOf({ shape }: TensorInfo): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

function flat(tensor: TensorInfo): TensorInfo {
  return { dataId: tensor.dataId, dtype: tensor.dtype, shape: [sizeOf(tensor)] };
}

function valueOf({ uniforms }: Call, name: string): number {
  const value = uniforms[name];
  if (value === undefined) throw new Error(`A WGSL program misses its uniform “${name}”.`);
  return value;
}
