/**
 * The matrix product under all three programs: C [rows, columns] = Σ A [rows, depth] · B [depth, columns], where A and B
 * are read straight from maps and filters (implicit GEMM). A work group walks the depth in rounds: each thread puts
 * what it fetched into workgroup memory, fetches the next round's numbers into registers while it multiplies this
 * round's, and keeps its threadRows × 4 sums in registers.
 *
 * A tile in workgroup memory is made of vec4 that lie along the depth or along the rows, whichever is contiguous in the
 * buffer; threads take 4×4 blocks, which turn in registers for free.
 */
import type { Shader } from './program';
import { threadsOf, TILE_DEPTH, type Geometry, type Part, type Tile } from './convolutionPlan';
import { OPERANDS, type Operands } from './convolutionOperands';

const QUADS = TILE_DEPTH / 4;
/** One vec4 between rows keeps 8 neighbours on different banks. */
const DEPTH_STRIDE = QUADS + 1;

const INTEGERS: readonly string[] = [
  ...([
    'images',
    'height',
    'width',
    'channels',
    'outHeight',
    'outWidth',
    'filters',
    'kernel',
    'stride',
    'padTop',
    'padLeft',
    'groups',
  ] as const satisfies readonly (keyof Geometry)[]),
  'rowTiles',
  'columnTiles',
  'slices',
  'splits',
  'splitTiles',
];

/** The program of one part; wide: the channels (filters) of a group divide by 4 and are moved as vec4. */
export function convolutionShader(
  part: Part,
  tile: Tile,
  wideChannels: boolean,
  wideFilters: boolean,
): Shader {
  const operands = OPERANDS[part];
  const components = (of: 'channels' | 'filters'): 1 | 4 =>
    (of === 'channels' ? wideChannels : wideFilters) ? 4 : 1;
  const [a, b, result] = [components(operands.a.of), components(operands.b.of), components(operands.result)];
  return {
    key: `convolution ${part} ${tile.rows}x${tile.columns}/${tile.threadRows} ${wideChannels} ${wideFilters}`,
    inputs: [
      ['a', a],
      ['b', b],
    ],
    outputComponents: result,
    integers: INTEGERS,
    workgroupSize: threadsOf(tile),
    code: [
      constants(tile),
      COMMON,
      reader('a', a),
      reader('b', b),
      writer(result),
      `const WIDE_CHANNELS = ${wideChannels};`,
      operands.code,
      mainFunction(tile, operands),
    ].join('\n'),
  };
}

function constants(tile: Tile): string {
  return `
    const THREADS = ${threadsOf(tile)};
    const ROWS = ${tile.rows};
    const COLUMNS = ${tile.columns};
    const ROW_QUADS = ${tile.rows / 4};
    const COLUMN_QUADS = ${tile.columns / 4};
    const A_LOADS = ${loads(tile.rows, tile)};
    const B_LOADS = ${loads(tile.columns, tile)};`;
}

const COMMON = `
  var<private> local : i32;
  var<private> firstRow : i32;
  var<private> firstColumn : i32;
  var<private> group : i32;

  // The three digits of a number in the mixed radix (…, extent.x, extent.y), and the sum of two such numbers.
  fn digits(value : i32, extent : vec2<i32>) -> vec3<i32> {
    let high = value / extent.y;
    return vec3<i32>(high / extent.x, high % extent.x, value % extent.y);
  }
  fn plus(value : vec3<i32>, step : vec3<i32>, extent : vec2<i32>) -> vec3<i32> {
    var sum = value + step;
    if (sum.z >= extent.y) { sum.z -= extent.y; sum.y += 1; }
    if (sum.y >= extent.x) { sum.y -= extent.x; sum.x += 1; }
    return sum;
  }
  fn quadsOf(count : i32) -> i32 { return (count + 3) / 4; }

  // Where a pixel of a map starts, in floats, or -1 outside of it.
  fn pixelStart(at : vec3<i32>, grid : vec2<i32>, depth : i32) -> i32 {
    if (at.x >= uniforms.images || any(at.yz < vec2<i32>(0)) || any(at.yz >= grid)) { return -1; }
    return ((at.x * grid.x + at.y) * grid.y + at.z) * depth;
  }`;

/** Four numbers from \`start\`; zeros from \`left\` numbers on. */
function reader(name: string, components: 1 | 4): string {
  const body =
    components === 4
      ? `return ${name}[start / 4];`
      : `var value = vec4<f32>(${name}[start], 0.0, 0.0, 0.0);
         if (left > 1) { value.y = ${name}[start + 1]; }
         if (left > 2) { value.z = ${name}[start + 2]; }
         if (left > 3) { value.w = ${name}[start + 3]; }
         return value;`;
  return `fn ${name}At(start : i32, left : i32) -> vec4<f32> {
    if (start < 0 || left <= 0) { return vec4<f32>(0.0); }
    ${body}
  }`;
}

function writer(components: 1 | 4): string {
  const body =
    components === 4
      ? 'result[start / 4] = value;'
      : `result[start] = value.x;
         if (left > 1) { result[start + 1] = value.y; }
         if (left > 2) { result[start + 2] = value.z; }
         if (left > 3) { result[start + 3] = value.w; }`;
  return `fn write(start : i32, left : i32, value : vec4<f32>) {
    if (left <= 0) { return; }
    ${body}
  }`;
}

function mainFunction(tile: Tile, { a, b }: Operands): string {
  const aLoads = range(loads(tile.rows, tile));
  const bLoads = range(loads(tile.columns, tile));
  const sums = range(tile.threadRows);
  const fetch = [...aLoads.map((i) => `a${i} = aLoad(${i});`), ...bLoads.map((i) => `b${i} = bLoad(${i});`)];
  return `
    var<workgroup> aTile : array<vec4<f32>, ${tileSize(tile.rows, a.alongDepth)}>;
    var<workgroup> bTile : array<vec4<f32>, ${tileSize(tile.columns, b.alongDepth)}>;
    var<workgroup> sharedRounds : i32;

    fn main(index : i32) {
      local = i32(localIndex);
      let tiles = uniforms.rowTiles * uniforms.columnTiles;
      let flat = i32((workgroupId.z * numWorkgroups.y + workgroupId.y) * numWorkgroups.x + workgroupId.x);
      let slice = flat / tiles;
      // Neighbours share their rows, which are the larger operand's.
      firstRow = (flat % tiles) / uniforms.columnTiles * ROWS;
      firstColumn = flat % uniforms.columnTiles * COLUMNS;
      let ownRounds = begin(slice);
      if (local == 0) { sharedRounds = select(0, ownRounds, slice < uniforms.slices); }
      // Barriers stand in the loop, so all threads must be seen to agree on its length.
      let rounds = workgroupUniformLoad(&sharedRounds);
      let threadColumn = local % COLUMN_QUADS;
      let threadRow = local / COLUMN_QUADS;
      ${sums.map((i) => `var sum${i} = vec4<f32>(0.0);`).join('\n')}
      ${[...aLoads.map((i) => `a${i}`), ...bLoads.map((i) => `b${i}`)].map((name) => `var ${name} = vec4<f32>(0.0);`).join('\n')}
      if (rounds > 0) { ${fetch.join(' ')} }
      for (var round = 1; round <= rounds; round++) {
        ${aLoads.map((i) => `aTile[${tilePlace(i, 'ROW_QUADS', a.alongDepth)}] = a${i};`).join('\n')}
        ${bLoads.map((i) => `bTile[${tilePlace(i, 'COLUMN_QUADS', b.alongDepth)}] = b${i};`).join('\n')}
        workgroupBarrier();
        advance();
        if (round < rounds) { ${fetch.join(' ')} }
        for (var quad = 0; quad < ${QUADS}; quad++) {
          let right = ${block('bTile', 'COLUMN_QUADS', 'threadColumn', b.alongDepth)};
          ${range(tile.threadRows / 4)
            .map((i) => multiply(i, tile, a))
            .join('\n')}
        }
        workgroupBarrier();
      }
      if (slice >= uniforms.slices) { return; }
      let column = firstColumn + threadColumn * 4;
      ${sums.map((i) => `finish(firstRow + (${blockRow(Math.floor(i / 4), tile)}) * 4 + ${i % 4}, column, sum${i});`).join('\n')}
    }`;
}

function multiply(blockIndex: number, tile: Tile, a: Operands['a']): string {
  const name = `left${blockIndex}`;
  const steps = range(4).flatMap((row) =>
    range(4).map((k) => {
      const sum = `sum${4 * blockIndex + row}`;
      return `${sum} = fma(vec4<f32>(${name}[${k}][${row}]), right[${k}], ${sum});`;
    }),
  );
  return `let ${name} = ${block('aTile', 'ROW_QUADS', blockRow(blockIndex, tile), a.alongDepth)};
    ${steps.join('\n')}`;
}

/** Neighbouring threads take neighbouring blocks. */
function blockRow(blockIndex: number, { rows, threadRows }: Tile): string {
  return `threadRow + ${(blockIndex * rows) / threadRows}`;
}

/** 4×4 numbers of a tile as a matrix with one column per step of the depth. */
function block(name: string, quads: string, place: string, alongDepth: boolean): string {
  const at = (i: number): string =>
    alongDepth
      ? `${name}[(${i} * ${quads} + ${place}) * ${DEPTH_STRIDE} + quad]`
      : `${name}[(quad * 4 + ${i}) * ${quads} + ${place}]`;
  const matrix = `mat4x4<f32>(${range(4).map(at).join(', ')})`;
  return alongDepth ? `transpose(${matrix})` : matrix;
}

/** Where a thread's load goes; along the depth, row r lies at (r mod 4, r div 4), so that blocks are neighbours. */
function tilePlace(load: number, quads: string, alongDepth: boolean): string {
  const flat = `(local + ${load} * THREADS)`;
  if (!alongDepth) return flat;
  const row = `(${flat} / ${QUADS})`;
  return `(${row} % 4 * ${quads} + ${row} / 4) * ${DEPTH_STRIDE} + local % ${QUADS}`;
}

function tileSize(rows: number, alongDepth: boolean): number {
  return alongDepth ? rows * DEPTH_STRIDE : rows * QUADS;
}

function loads(rows: number, tile: Tile): number {
  return (rows * QUADS) / threadsOf(tile);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** Sums `splits` partial results of the same size. */
export function reductionShader(wide: boolean): Shader {
  return {
    key: `convolution sum ${wide}`,
    inputs: [['parts', wide ? 4 : 1]],
    outputComponents: wide ? 4 : 1,
    integers: ['count', 'splits'],
    workgroupSize: 64,
    code: `
      fn main(index : i32) {
        if (index >= uniforms.count) { return; }
        var sum = parts[index];
        for (var i = 1; i < uniforms.splits; i++) { sum += parts[i * uniforms.count + index]; }
        result[index] = sum;
      }`,
  };
}
