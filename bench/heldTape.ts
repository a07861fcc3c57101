/** A backward pass that can be run again and again, without its forward pass, whatever kernels both consist of. */
import * as tf from '@tensorflow/tfjs-core';

export interface HeldTape {
  /** Gradients of all wanted inputs; the last one is returned. Call within a tidy. */
  readonly backward: () => tf.Tensor;
  readonly dispose: () => void;
}

/**
 * Runs `forward` once and keeps its tape. The gradient functions are those registered now.
 *
 * @param wanted inputs to differentiate by
 * @param dy gradient of the output; null for a scalar output
 */
export function holdTape(
  forward: () => tf.Tensor,
  wanted: readonly tf.Tensor[],
  dy: tf.Tensor | null,
): HeldTape {
  const engine = tf.engine();
  const { state } = engine;
  const { activeTape, gradientDepth } = state;
  Object.assign(state, { activeTape: [], gradientDepth: 1 });
  engine.startScope('held');
  const tape = state.activeTape;
  let made: tf.Tensor[] = [];
  let output: tf.Tensor;
  try {
    output = forward();
    made = state.activeScope.track.filter((tensor) => !tensor.kept);
    for (const tensor of made) tf.keep(tensor);
  } finally {
    engine.endScope();
    Object.assign(state, { activeTape, gradientDepth });
  }

  const backward = (): tf.Tensor => {
    const before = { activeTape: state.activeTape, gradientDepth: state.gradientDepth };
    // As inside a kernel: the backward pass itself is not recorded.
    Object.assign(state, { activeTape: tape, gradientDepth: 1, kernelDepth: state.kernelDepth + 1 });
    try {
      const { grads } = engine.gradients(() => output, [...wanted], dy ?? undefined, false);
      return grads.at(-1)!;
    } finally {
      Object.assign(state, { ...before, kernelDepth: state.kernelDepth - 1 });
    }
  };
  const dispose = (): void => {
    for (const node of tape) tf.dispose(node.saved);
    tf.dispose(made);
  };
  return { backward, dispose };
}
