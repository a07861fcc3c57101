/** The names of what is logged; read by training, lab, page and files alike. */
import { meanOfLastTenth } from '../base/lastTenth';
import { ABOUTS, aboutMethod, METHOD_IDS, type MethodId } from './abouts';
import { aboutPhase, methodOfPhase, type Phase } from './phases';

export type { Phase } from './phases';

/** What is measured of a step, by any method. */
export type MetricName = { [M in MethodId]: keyof (typeof ABOUTS)[M]['metrics'] }[MethodId];

/** Of a method, in the order of a file’s columns. */
export function metricsOf({ method }: { readonly method: MethodId }): readonly MetricName[] {
  return Object.keys(ABOUTS[method].metrics) as MetricName[];
}

const HELD_OUT: ReadonlySet<string> = new Set(
  METHOD_IDS.flatMap((method) =>
    Object.entries(aboutMethod(method).metrics).flatMap(([metric, { heldOut }]) => (heldOut ? [metric] : [])),
  ),
);

/** Whether it is measured now and then, on images that are not trained on: few values, each of many images. */
export function isHeldOut(metric: MetricName): boolean {
  return HELD_OUT.has(metric);
}

/** What values of a metric came to in the end: the last on held-out images, else the mean of the last tenth; null of none. */
export function finalOf(metric: MetricName, values: ArrayLike<number>): number | null {
  return isHeldOut(metric) ? (values[values.length - 1] ?? null) : meanOfLastTenth(values);
}

/** In words. */
export function metricTitle({ method }: { readonly method: MethodId }, metric: MetricName): string {
  return aboutMethod(method).metrics[metric]?.title ?? metric;
}

/** Where the newest held-out value of a phase says that the next one has poor ground: both, and what to do; else null. */
export function poorEnd(phase: Phase, rows: readonly MetricRow[]): string | null {
  const { ready } = aboutPhase(phase);
  const metric = ready?.metric as MetricName | undefined;
  const row = metric && rows.findLast((row) => row.phase === phase && row.values[metric] !== undefined);
  if (!ready || !row) return null;
  const { least, unit, hint } = ready;
  const value = row.values[metric]!;
  if (value >= least) return null;
  const title = metricTitle({ method: methodOfPhase(phase) }, metric);
  return `${title}: ${value.toFixed(1)} ${unit}. Below ${least} ${unit} ${hint}`;
}

/** One logged step. */
export interface MetricRow {
  readonly phase: Phase;
  /** Step within the phase, from 1. */
  readonly step: number;
  readonly epoch: number;
  /** Training time since the run began, in seconds, pauses left out. */
  readonly seconds: number;
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
}
