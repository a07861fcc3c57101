/**
 * How a WGSL program of ours runs inside tfjs-backend-webgpu: through its own program interface, so that buffers,
 * pipelines and the command queue stay the backend's. Tensors are bound as flat arrays and every shape goes in as a
 * uniform, so one pipeline serves all shapes.
 *
 * tfjs gives a program one output. A further one takes the slot of an input, which tfjs declares read-only under a name
 * that we never use; our WGSL declares the same slot again, writable. Two variables may share a slot if the entry point
 * uses one only, and the layout of the pipeline follows the one used.
 */
import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';

/** What distinguishes a pipeline; make one per set of compile-time choices and reuse it. */
export interface Shader {
  /** Names the code and every choice compiled into it. */
  readonly key: string;
  /** Bindings of the inputs in order: name, and 1 or 4 floats per element (4: the size must divide by 4). */
  readonly inputs: readonly (readonly [name: string, components: 1 | 4])[];
  /** Floats per element of the array `result`. */
  readonly outputComponents: 1 | 4;
  /** Arrays that are written beside `result`: name, and floats per element. */
  readonly furtherOutputs?: readonly (readonly [name: string, components: 1 | 4])[];
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
  /** Shapes of the shader's further outputs, in order. */
  readonly furtherShapes?: readonly number[][];
  /** Values by the names that the shader declares. */
  readonly uniforms: Readonly<Record<string, number>>;
  /** tfjs folds counts over the device's limit into y and z, so a few more groups than these may start. */
  readonly workgroups: number;
}

/** Enqueues one dispatch and returns its output, float32. */
export function runShader(backend: WebGPUBackend, shader: Shader, call: Call): TensorInfo {
  return runShaderOutputs(backend, shader, call)[0]!;
}

/** Enqueues one dispatch and returns `result` and the further outputs, float32. */
export function runShaderOutputs(backend: WebGPUBackend, shader: Shader, call: Call): TensorInfo[] {
  const { integers, numbers = [], furtherOutputs = [] } = shader;
  const output = backend.makeTensorInfo(call.outputShape, 'float32');
  const further = (call.furtherShapes ?? []).map((shape) => backend.makeTensorInfo(shape, 'float32'));
  const slots = [...shader.inputs, ...furtherOutputs.map(([name, lanes]) => [`${name}Slot`, lanes] as const)];
  const program: WebGPUProgram = {
    shaderKey: shader.key,
    variableNames: slots.map(([name]) => name),
    variableComponents: slots.map(([, components]) => components),
    outputComponent: shader.outputComponents,
    outputShape: [sizeOf(output)],
    uniforms: [...integers.map((name) => `${name} : i32,`), ...numbers.map((name) => `${name} : f32,`)].join(
      ' ',
    ),
    workgroupSize: [shader.workgroupSize, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [call.workgroups, 1, 1],
    getUserCode: () => writableSlots(shader) + shader.code,
  };
  const values = [
    ...integers.map((name) => ({ type: 'int32', data: [valueOf(call, name)] })),
    ...numbers.map((name) => ({ type: 'float32', data: [valueOf(call, name)] })),
  ];
  const bound = [...call.inputs, ...further].map(flat);
  backend.runWebGPUProgram(program, bound, 'float32', values, flat(output));
  return [output, ...further];
}

/** A program in the place of a kernel's generic form: `body` returns new tensors and disposes what else it made. */
export function program<Attributes = object>(
  kernelName: string,
  body: (
    backend: WebGPUBackend,
    inputs: Readonly<Record<string, TensorInfo>>,
    attributes: Attributes,
  ) => TensorInfo | TensorInfo[],
): KernelConfig {
  return {
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) =>
      body(
        backend as WebGPUBackend,
        inputs as Record<string, TensorInfo>,
        (attrs ?? {}) as unknown as Attributes,
      ),
  };
}

/** Numbers in a tensor. */
export function sizeOf({ shape }: Pick<TensorInfo, 'shape'>): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

function writableSlots({ inputs, furtherOutputs = [] }: Shader): string {
  return furtherOutputs
    .map(([name, components], i) => {
      const element = components === 1 ? 'f32' : 'vec4<f32>';
      const slot = `@group(0) @binding(${1 + inputs.length + i})`;
      return `${slot} var<storage, read_write> ${name}: array<${element}>;\n`;
    })
    .join('');
}

function flat(tensor: TensorInfo): TensorInfo {
  return { dataId: tensor.dataId, dtype: tensor.dtype, shape: [sizeOf(tensor)] };
}

function valueOf({ uniforms }: Call, name: string): number {
  const value = uniforms[name];
  if (value === undefined) throw new Error(`A WGSL program misses its uniform “${name}”.`);
  return value;
}
