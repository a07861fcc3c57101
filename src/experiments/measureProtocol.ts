/**
 * How features are measured, counted: numbers of different versions do not compare. 1, which results did not say yet: each
 * network kept its own averages of batch normalisation, of which a random one has none. 2: normalisation is measured over
 * the same images for both.
 */
export const MEASURE_PROTOCOL = 2;

/** Of results by the first protocol. */
export const EARLIER_PROTOCOL =
  'Measured by an earlier protocol, which left batch normalisation as training did and random networks without its statistics: not to be compared with later numbers.';

/** @param version as a result says it; missing where it was not counted yet */
export function isEarlierProtocol(version: number | undefined): boolean {
  return (version ?? 1) < MEASURE_PROTOCOL;
}
