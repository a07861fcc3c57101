/** ONNX Runtime, native and as WebAssembly: to run what we export where others will. */
import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node';
import type { PlainTensor } from '../networks/parameters';

export const RUNTIMES = ['node', 'web'] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

/** What both packages share. */
interface Runtime {
  readonly InferenceSession: { create(model: Uint8Array): Promise<InferenceSession> };
  readonly Tensor: typeof Tensor;
}

/** Runs a model; the outputs by name. Throws a sentence if the runtime is not installed. */
export async function runOnnx(
  name: RuntimeName,
  model: Uint8Array,
  inputs: ReadonlyMap<string, PlainTensor>,
): Promise<Map<string, PlainTensor>> {
  const runtime = await load(name);
  const session = await runtime.InferenceSession.create(model);
  try {
    const feeds = [...inputs].map(
      ([input, { shape, data }]) => [input, new runtime.Tensor('float32', data, shape)] as const,
    );
    const results = await session.run(Object.fromEntries(feeds));
    return new Map(
      Object.entries(results).map(([output, tensor]) => {
        const { dims, data } = tensor as TypedTensor<'float32'>;
        return [output, { shape: dims, data: data.slice() }] as const;
      }),
    );
  } finally {
    await session.release();
  }
}

async function load(name: RuntimeName): Promise<Runtime> {
  const runtime = name === 'node' ? import('onnxruntime-node') : import('onnxruntime-web');
  return runtime.catch((error: unknown) => {
    throw new Error(`ONNX Runtime is not here: install it with “npm install onnxruntime-${name}”.`, {
      cause: error,
    });
  });
}
