/** Bilinear ×2, one pass each way. Forward, a thread makes the four outputs of an input; backward, it gathers nine. */
import { BYTES, groupsOf, layoutOf, THREADS, valueType, type Cost, type Lanes } from './layout';
import { program, runShader, sizeOf, type Shader } from './program';

/** WGSL: where thread `index` stands in a map [n, height, width, columns]. */
const position = `
  if (index >= uniforms.size) { return; }
  let column = index % uniforms.columns;
  let j = (index / uniforms.columns) % uniforms.width;
  let i = (index / (uniforms.columns * uniforms.width)) % uniforms.height;
  let n = index / (uniforms.columns * uniforms.width * uniforms.height);`;

const forward = (lanes: Lanes): Shader => ({
  key: `upsample2x${lanes}`,
  inputs: [['x', lanes]],
  outputComponents: lanes,
  integers: ['size', 'height', 'width', 'columns'],
  workgroupSize: THREADS,
  code: `
    ${valueType(lanes)}
    fn main(index: i32) {
      ${position}
      // The last row and column have themselves for neighbours.
      let right = select(0, uniforms.columns, j + 1 < uniforms.width);
      let below = select(0, uniforms.columns * uniforms.width, i + 1 < uniforms.height);
      let a = x[index];
      let b = x[index + right];
      let c = x[index + below];
      let d = x[index + below + right];
      let out = ((n * uniforms.height + i) * 4 * uniforms.width + 2 * j) * uniforms.columns + column;
      let next = out + 2 * uniforms.width * uniforms.columns;
      result[out] = a;
      result[out + uniforms.columns] = 0.5 * (a + b);
      result[next] = 0.5 * (a + c);
      result[next + uniforms.columns] = 0.25 * (a + b + c + d);
    }`,
});

const backward = (lanes: Lanes): Shader => ({
  key: `upsample2xGrad${lanes}`,
  inputs: [['dy', lanes]],
  outputComponents: lanes,
  integers: ['size', 'height', 'width', 'columns'],
  workgroupSize: THREADS,
  code: `
    ${valueType(lanes)}
    // Weight of output 2i + step in input i along an axis of so many inputs.
    fn weight(i: i32, step: i32, extent: i32) -> f32 {
      if (2 * i + step < 0) { return 0; }
      return select(0.5, 1, step == 0 || (step == 1 && i + 1 == extent));
    }
    fn main(index: i32) {
      ${position}
      var total = Value(0);
      for (var down = -1; down <= 1; down++) {
        let row = (n * uniforms.height + i) * 2 + max(down, -2 * i);
        for (var right = -1; right <= 1; right++) {
          let share = weight(i, down, uniforms.height) * weight(j, right, uniforms.width);
          let at = (row * 2 * uniforms.width + max(2 * j + right, 0)) * uniforms.columns + column;
          total += share * dy[at];
        }
      }
      result[index] = total;
    }`,
});

export const upsample2x = program('Upsample2x', (backend, { x }) => {
  const [n, height, width, channels] = x!.shape as [number, number, number, number];
  const { lanes, rows, columns } = layoutOf(x!);
  return runShader(backend, forward(lanes), {
    inputs: [x!],
    outputShape: [n, 2 * height, 2 * width, channels],
    uniforms: { size: rows * columns, height, width, columns },
    workgroups: groupsOf(rows * columns),
  });
});

export const upsample2xGrad = program('Upsample2xGrad', (backend, { dy }) => {
  const [n, height, width, channels] = dy!.shape as [number, number, number, number];
  const outputShape = [n, height / 2, width / 2, channels];
  const { lanes, rows, columns } = layoutOf({ shape: outputShape });
  return runShader(backend, backward(lanes), {
    inputs: [dy!],
    outputShape,
    uniforms: { size: rows * columns, height: height / 2, width: width / 2, columns },
    workgroups: groupsOf(rows * columns),
  });
});

/** Of either way, by the shape of the smaller map. */
export function upsampleCost(shape: number[]): Cost {
  return { dispatches: 1, bytes: BYTES * 5 * sizeOf({ shape }) };
}
