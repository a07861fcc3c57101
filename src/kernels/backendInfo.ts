/** Which tfjs backend runs, on what, and why not a better one. Types only, so that the page may read it. */
export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** Which GPU is asked for where there are several; `automatic` leaves it to the browser. */
export type GpuChoice = GPUPowerPreference | 'automatic';

export interface BackendInfo {
  readonly name: BackendName;
  /** Adapter name on WebGPU; “SIMD, 1 thread” on wasm. */
  readonly device: string;
  /** True for a WebGPU adapter that runs on the processor. */
  readonly software: boolean;
  /** Where a better backend was wanted: what stood in the way and what to do, in one or two sentences. */
  readonly why: string | null;
  /** In bytes, null or absent where nobody tells: of all tensors together, and of one. */
  readonly limits?: MemoryLimits;
}

export interface MemoryLimits {
  readonly memory: number | null;
  readonly tensor: number | null;
  /** True where `memory` is what a person allows, not what there is. */
  readonly isCap?: boolean;
}
