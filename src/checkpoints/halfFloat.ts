/** Numbers in half precision (IEEE 754 binary16), for weights that are shipped to be looked at. */

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** The nearest half of a number, ties to even; beyond ±65,504 infinite. */
export function toHalf(value: number): number {
  float[0] = value;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const exponent = ((bits[0]! >>> 23) & 0xff) - 112;
  const fraction = bits[0]! & 0x7fffff;
  if (exponent >= 143) return sign | 0x7c00 | (fraction ? 0x200 : 0);
  if (exponent <= 0) return sign | Math.min(0x400, roundToEven(Math.abs(value) * 2 ** 24));
  const half = (exponent << 10) + roundToEven(fraction / 0x2000);
  return sign | Math.min(half, 0x7c00);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
