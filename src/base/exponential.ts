/**
 * The exponential function, bit for bit the same on every engine. `Math.exp` is not: its last bit differs between
 * versions of V8, and a fit of thousands of sums makes another image right of that.
 */

/** ln 2 in two parts; the high one ends in so many zeros that its multiples by k are exact. */
const LN2_HIGH = 0.693147180369123816;
const LN2_LOW = 1.9082149292705877e-10;

/** Taylor's terms: on |r| ≤ ½ ln 2 the first left out is below 1e-17. */
const DEGREE = 13;
const COEFFICIENTS = Float64Array.from({ length: DEGREE + 1 }, (_, n) => {
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return 1 / factorial;
});

/** Powers of two with normal numbers, by exact doubling and halving. */
const LEAST_POWER = -1022;
const MOST_POWER = 1023;
const POWERS = new Float64Array(MOST_POWER - LEAST_POWER + 1);
POWERS[-LEAST_POWER] = 1;
for (let k = 1; k <= MOST_POWER; k++) POWERS[k - LEAST_POWER] = 2 * POWERS[k - 1 - LEAST_POWER]!;
for (let k = -1; k >= LEAST_POWER; k--) POWERS[k - LEAST_POWER] = POWERS[k + 1 - LEAST_POWER]! / 2;

/** eˣ to two units in the last place; 0 where it is below 2⁻¹⁰²³, ∞ from √2·2¹⁰²³ on. */
export function exponential(x: number): number {
  const k = Math.round(x / Math.LN2);
  if (k < LEAST_POWER) return 0;
  if (k > MOST_POWER) return Infinity;
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = COEFFICIENTS[DEGREE]!;
  for (let n = DEGREE - 1; n >= 0; n--) sum = sum * r + COEFFICIENTS[n]!;
  return sum * (POWERS[k - LEAST_POWER] ?? NaN);
}
