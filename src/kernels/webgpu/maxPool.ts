/**
 * The gradient of overlapping max pools. A thread for each input number looks at the at most four windows that see it:
 * no atomics and no map of positions.
 */
import { BYTES, groupsOf, layoutOf, THREADS, valueType, type Cost, type Lanes } from './layout';
import { program, runShader, sizeOf, type Shader } from './program';

const [WINDOW, STRIDE] = [3, 2];

const shader = (lanes: Lanes): Shader => ({
  key: `overlapMaxPoolGrad${lanes}`,
  inputs: [
    ['dy', lanes],
    ['x', lanes],
    ['y', lanes],
  ],
  outputComponents: lanes,
  integers: ['size', 'height', 'width', 'columns', 'outHeight', 'outWidth', 'padTop', 'padLeft'],
  workgroupSize: THREADS,
  code: `
    ${valueType(lanes)}
    alias Truth = ${lanes === 4 ? 'vec4<bool>' : 'bool'};
    fn main(index: i32) {
      if (index >= uniforms.size) { return; }
      let column = index % uniforms.columns;
      let j = (index / uniforms.columns) % uniforms.width;
      let i = (index / (uniforms.columns * uniforms.width)) % uniforms.height;
      let n = index / (uniforms.columns * uniforms.width * uniforms.height);
      let bottom = min((i + uniforms.padTop) / ${STRIDE}, uniforms.outHeight - 1);
      let right = min((j + uniforms.padLeft) / ${STRIDE}, uniforms.outWidth - 1);
      let top = max(i + uniforms.padTop - ${WINDOW - STRIDE}, 0) / ${STRIDE};
      let left = max(j + uniforms.padLeft - ${WINDOW - STRIDE}, 0) / ${STRIDE};
      let own = x[index];
      var total = Value(0);
      for (var row = top; row <= bottom; row++) {
        for (var across = left; across <= right; across++) {
          let at = ((n * uniforms.outHeight + row) * uniforms.outWidth + across) * uniforms.columns + column;
          let most = y[at];
          var won = own == most;
          if (any(won)) {
            // Of equal numbers the first in reading order takes all.
            let firstRow = max(row * ${STRIDE} - uniforms.padTop, 0);
            let firstColumn = max(across * ${STRIDE} - uniforms.padLeft, 0);
            let lastColumn = min(across * ${STRIDE} - uniforms.padLeft + ${WINDOW - 1}, uniforms.width - 1);
            for (var above = firstRow; above <= i; above++) {
              let stop = select(lastColumn, j - 1, above == i);
              for (var before = firstColumn; before <= stop; before++) {
                let rival = x[((n * uniforms.height + above) * uniforms.width + before) * uniforms.columns + column];
                won = won & (rival != most);
              }
            }
            total += select(Value(0), dy[at], won);
          }
        }
      }
      result[index] = total;
    }`,
});

export const overlapMaxPoolGrad = program('OverlapMaxPoolGrad', (backend, { dy, x, y }) => {
  const [, height, width] = x!.shape as [number, number, number, number];
  const [, outHeight, outWidth] = y!.shape as [number, number, number, number];
  const { lanes, rows, columns } = layoutOf(x!);
  const size = rows * columns;
  const pads = { padTop: padBefore(height, outHeight), padLeft: padBefore(width, outWidth) };
  return runShader(backend, shader(lanes), {
    inputs: [dy!, x!, y!],
    outputShape: x!.shape,
    uniforms: { size, height, width, columns, outHeight, outWidth, ...pads },
    workgroups: groupsOf(size),
  });
});

function padBefore(extent: number, outputs: number): number {
  return Math.floor(Math.max(0, (outputs - 1) * STRIDE + WINDOW - extent) / 2);
}

export function overlapMaxPoolGradCost(shape: number[]): Cost {
  const [n, height, width, channels] = shape as [number, number, number, number];
  const pooled = n * Math.ceil(height / STRIDE) * Math.ceil(width / STRIDE) * channels;
  return { dispatches: 1, bytes: BYTES * (2 * sizeOf({ shape }) + 2 * pooled) };
}
