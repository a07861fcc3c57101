/**
 * ICC profiles of colours that a file names by numbers: primaries and a curve. libvips manages colours by profiles
 * alone, and passes over gAMA, cHRM and cICP.
 */

/** x and y of white, red, green and blue. */
export type Chromaticities = readonly [
  white: readonly [number, number],
  red: readonly [number, number],
  green: readonly [number, number],
  blue: readonly [number, number],
];

/** A power of the sample that gives light, or a power with a straight foot. */
export type Curve = number | keyof typeof FOOTED;

/** Light of a sample x: (a x + b)^g, and c x below d. */
const FOOTED = {
  srgb: [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045],
  cinema: [2.6, (52.37 / 48) ** (1 / 2.6), 0, 0, 0],
} as const;

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

export const SRGB_CHROMATICITIES: Chromaticities = [
  [0.3127, 0.329],
  [0.64, 0.33],
  [0.3, 0.6],
  [0.15, 0.06],
];

/** The white of a profile's connection space. */
const D50: Vector = [0.9642, 1, 0.8249];

const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

/** A profile of samples of red, green and blue. Its numbers are not finite where the primaries span no colours. */
export function rgbProfile(chromaticities: Chromaticities, curve: Curve): Buffer {
  const [white, ...primaries] = chromaticities.map(([x, y]): Vector => [x / y, 1, (1 - x - y) / y]) as [
    Vector,
    Vector,
    Vector,
    Vector,
  ];
  // Columns: the light of each primary in such amounts that together they are white.
  const columns = transposed(primaries);
  const amounts = times(inverse(columns), white);
  const adapt = adaptation(white);
  const [red, green, blue] = primaries.map((primary, i) =>
    times(adapt, primary.map((value) => value * amounts[i]!) as unknown as Vector),
  ) as [Vector, Vector, Vector];
  const shape = curveTag(curve);
  return profile([
    ['wtpt', xyzTag(D50)],
    ['rXYZ', xyzTag(red)],
    ['gXYZ', xyzTag(green)],
    ['bXYZ', xyzTag(blue)],
    ['rTRC', shape],
    ['gTRC', shape],
    ['bTRC', shape],
  ]);
}

/** What turns light seen under `white` into the same under D50. */
function adaptation(white: Vector): Matrix {
  const [from, to] = [times(BRADFORD, white), times(BRADFORD, D50)];
  const scaled = BRADFORD.map((row, i) => row.map((value) => (value * to[i]!) / from[i]!));
  return product(inverse(BRADFORD), scaled as unknown as Matrix);
}

function profile(tags: readonly (readonly [name: string, data: Buffer])[]): Buffer {
  const header = Buffer.alloc(128);
  header.writeUInt32BE(0x04300000, 8);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.writeUInt16BE(2000, 24); // a date is asked for
  header.writeUInt16BE(1, 26);
  header.writeUInt16BE(1, 28);
  header.write('acsp', 36, 'latin1');
  D50.forEach((value, i) => header.writeInt32BE(fixed(value), 68 + 4 * i));
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length, 0);
  let at = header.length + table.length;
  tags.forEach(([name, data], i) => {
    table.write(name, 4 + 12 * i, 'latin1');
    table.writeUInt32BE(at, 8 + 12 * i);
    table.writeUInt32BE(data.length, 12 + 12 * i);
    at += data.length;
  });
  header.writeUInt32BE(at, 0);
  return Buffer.concat([header, table, ...tags.map(([, data]) => data)]);
}

function xyzTag(vector: Vector): Buffer {
  const data = Buffer.alloc(20);
  data.write('XYZ ', 0, 'latin1');
  vector.forEach((value, i) => data.writeInt32BE(fixed(value), 8 + 4 * i));
  return data;
}

/** A parametric curve: of type 0, a power, or of type 3, a power with a straight foot. */
function curveTag(curve: Curve): Buffer {
  const parameters = typeof curve === 'number' ? [curve] : FOOTED[curve];
  const data = Buffer.alloc(12 + 4 * parameters.length);
  data.write('para', 0, 'latin1');
  data.writeUInt16BE(typeof curve === 'number' ? 0 : 3, 8);
  parameters.forEach((value, i) => data.writeInt32BE(fixed(value), 12 + 4 * i));
  return data;
}

/** As s15Fixed16Number. */
function fixed(value: number): number {
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.round(value * 65_536))) || 0;
}

function times(matrix: Matrix, [x, y, z]: Vector): Vector {
  return matrix.map((row) => row[0] * x + row[1] * y + row[2] * z) as unknown as Vector;
}

function product(a: Matrix, b: Matrix): Matrix {
  const columns = transposed(b);
  return a.map((row) => columns.map((column) => dot(row, column))) as unknown as Matrix;
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function transposed(m: Matrix): Matrix {
  return [0, 1, 2].map((i) => m.map((row) => row[i]!)) as unknown as Matrix;
}

function inverse([a, b, c]: Matrix): Matrix {
  const cofactors: Matrix = [cross(b, c), cross(c, a), cross(a, b)];
  const determinant = dot(a, cofactors[0]);
  return transposed(cofactors.map((row) => row.map((value) => value / determinant)) as unknown as Matrix);
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
