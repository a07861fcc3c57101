/** Which tfjs backend runs, on what, and why not a better one. Types only, so that the page may read it. */
export type BackendName = 'webgpu' | 'wasm' | 'cpu';

export interface BackendInfo {
  readonly name: BackendName;
  /** Adapter name on WebGPU; “SIMD, 1 thread” on wasm. */
  readonly device: string;
  /** True for a WebGPU adapter that runs on the processor. */
  readonly software: boolean;
  /** Where a better backend was wanted: what stood in the way and what to do, in one or two sentences. */
  readonly why: string | null;
  /** In bytes, null or absent where nobody tells: of all tensors together, and of one. */
  readonly limits?: { readonly memory: number | null; readonly tensor: number | null };
}
