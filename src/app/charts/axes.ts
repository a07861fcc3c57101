/** Axes that fit what is drawn, with ticks that a person would choose. Pure. */
import type { CustomScaleDefinition } from 'recharts';
import { scaleLinear, scaleLog, type ScaleLogarithmic } from 'd3-scale';

export interface Axis {
  readonly domain: readonly [low: number, high: number];
  readonly ticks: readonly number[];
}

/** Ticks of an axis, about. */
const TICKS = 4;

/**
 * The axis of steps from the first to the last that is drawn.
 *
 * @param offset where the phase begins: its ticks are round in the steps of the phase, as they are labelled
 */
export function stepAxis(first: number, last: number, offset: number, isLog: boolean): Axis {
  const [from, to] = [first - offset, last - offset];
  const ticks = isLog && from > 0 ? logTicks(from, to) : scaleLinear([from, to], [0, 1]).ticks(TICKS);
  return {
    domain: [first, last],
    ticks: ticks.filter((step) => Number.isInteger(step)).map((step) => step + offset),
  };
}

interface ValueAxisOptions {
  readonly isLog?: boolean;
  /** Values that cannot be passed, as 0 and 1 of a share. */
  readonly bounds?: readonly [low: number, high: number];
  /** A line that is drawn where it is near: it is taken in unless most of the chart would be empty for it. */
  readonly chance?: number | undefined;
}

/** The axis of these values; those that are not finite count for nothing, nor do those without a place on a log axis. */
export function valueAxis(values: Iterable<number>, options: ValueAxisOptions = {}): Axis {
  const { isLog = false, bounds = [-Infinity, Infinity], chance } = options;
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value) || (isLog && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { domain: [0, 1], ticks: [0, 1] };
  if (chance !== undefined && isNear(chance, low, high)) {
    low = Math.min(low, chance);
    high = Math.max(high, chance);
  }
  if (isLog) {
    if (low === high) [low, high] = [low / 2, high * 2];
    return { domain: [low, high], ticks: logTicks(low, high) };
  }
  // Values that differ by rounding alone are one.
  if (high - low <= 1e-6 * Math.max(Math.abs(low), Math.abs(high))) {
    const room = Math.abs(low) / 10 || 1;
    [low, high] = [low - room, high + room];
  }
  // Zero is worth its room where it takes less than a third of the chart.
  if (low > 0 && low < high / 3) low = 0;
  const scale = scaleLinear([Math.max(low, bounds[0]), Math.min(high, bounds[1])], [0, 1]).nice(TICKS);
  const [from, to] = scale.domain() as [number, number];
  return { domain: [from, to], ticks: scale.ticks(TICKS) };
}

function isNear(chance: number, low: number, high: number): boolean {
  const extent = Math.max(high, chance) - Math.min(low, chance);
  return extent <= 2 * (high - low) || extent <= 0.2 * Math.abs(chance);
}

/** 1, 2, 5, 10, 20 … within a range; over many decades its powers of ten, within a part of one what is round there. */
function logTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  if (decades < 0.7) return scaleLinear([low, high], [0, 1]).ticks(TICKS);
  const ticks = scaleLog([low, high], [0, 1]).ticks(TICKS);
  if (decades > 3) return ticks;
  return ticks.filter((tick) => [1, 2, 5].includes(Number(tick.toExponential(6).split('e')[0])));
}

type Scale = CustomScaleDefinition<number>;

/** A logarithmic scale of the steps of a phase that begins at `offset`: its first step is 1, not the one before plus 1. */
export function logScale(offset: number, inner: ScaleLogarithmic<number, number> = scaleLog()): Scale {
  const scale: Scale = Object.assign((step: number) => inner(step - offset), {
    domain: ((steps?: readonly number[]) => {
      if (!steps) return inner.domain().map((step) => step + offset);
      inner.domain(steps.map((step) => step - offset));
      return scale;
    }) as Scale['domain'],
    range: ((ends?: readonly number[]) => {
      if (!ends) return inner.range();
      inner.range(ends);
      return scale;
    }) as Scale['range'],
    copy: () => logScale(offset, inner.copy()),
    ticks: (wanted?: number) => inner.ticks(wanted).map((step) => step + offset),
  });
  return scale;
}
