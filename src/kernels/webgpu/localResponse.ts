/**
 * The gradient of local response normalisation in one pass: dx = dy·s^−β − 2αβ·x·W(dy·x·s^−(β+1)), s = bias + α·W(x²).
 * A work-group takes 256 numbers in a row and their neighbours into its memory, so each s and its power are made once
 * (and again at the seams), not once for every window that they are in.
 */
import { BYTES, groupsOf, THREADS, type Cost } from './layout';
import { program, runShader, sizeOf, type Shader } from './program';

interface Attributes {
  readonly radius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

const shader = (radius: number): Shader => ({
  key: `localResponseGrad${radius}`,
  inputs: [
    ['dy', 1],
    ['x', 1],
  ],
  outputComponents: 1,
  integers: ['size', 'channels'],
  numbers: ['bias', 'alpha', 'beta'],
  workgroupSize: THREADS,
  code: `
    const RADIUS = ${radius};
    const AROUND = ${THREADS + 2 * radius};
    const BEYOND = ${THREADS + 4 * radius};
    var<workgroup> values: array<f32, BEYOND>;
    var<workgroup> directs: array<f32, AROUND>;
    var<workgroup> terms: array<f32, AROUND>;

    // Whether a channel's neighbour is one of the same pixel.
    fn beside(channel: i32, step: i32) -> bool {
      return channel + step >= 0 && channel + step < uniforms.channels;
    }
    fn main(index: i32) {
      let thread = i32(localIndex);
      let start = index - thread;
      for (var k = thread; k < BEYOND; k += ${THREADS}) {
        let at = start + k - 2 * RADIUS;
        if (at >= 0 && at < uniforms.size) { values[k] = x[at]; }
      }
      workgroupBarrier();
      for (var k = thread; k < AROUND; k += ${THREADS}) {
        let at = start + k - RADIUS;
        if (at >= 0 && at < uniforms.size) {
          let channel = at % uniforms.channels;
          var squares = 0.0;
          for (var step = -RADIUS; step <= RADIUS; step++) {
            if (beside(channel, step)) { squares += values[k + RADIUS + step] * values[k + RADIUS + step]; }
          }
          let s = uniforms.bias + uniforms.alpha * squares;
          directs[k] = dy[at] * pow(s, -uniforms.beta);
          terms[k] = directs[k] * values[k + RADIUS] / s;
        }
      }
      workgroupBarrier();
      if (index < uniforms.size) {
        let channel = index % uniforms.channels;
        var sum = 0.0;
        for (var step = -RADIUS; step <= RADIUS; step++) {
          if (beside(channel, step)) { sum += terms[thread + RADIUS + step]; }
        }
        let own = values[thread + 2 * RADIUS];
        result[index] = directs[thread + RADIUS] - 2 * uniforms.alpha * uniforms.beta * own * sum;
      }
    }`,
});

export const localResponseGrad = program<Attributes>(
  'LocalResponseGrad',
  (backend, { dy, x }, { radius, bias, alpha, beta }) =>
    runShader(backend, shader(radius), {
      inputs: [dy!, x!],
      outputShape: x!.shape,
      uniforms: { size: sizeOf(x!), channels: x!.shape.at(-1)!, bias, alpha, beta },
      workgroups: groupsOf(sizeOf(x!)),
    }),
);

export function localResponseGradCost(shape: number[]): Cost {
  return { dispatches: 1, bytes: BYTES * 3 * sizeOf({ shape }) };
}
