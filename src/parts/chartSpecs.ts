/** Which curves the page draws: those of the run’s method. */
import { aboutMethod, METHOD_IDS, type MethodId } from '../experiments/abouts';
import { isHeldOut } from '../experiments/metrics';
import type { ChartAbout } from '../schema/about';
import type { MetricName, Phase } from '../worker/protocol';
import { PHASE_TITLES } from './progress';

interface ChartLine {
  readonly metric: MetricName;
  readonly title: string;
  readonly colour: string;
}

export interface ChartSpec extends Omit<ChartAbout, 'id' | 'phase' | 'lines'> {
  readonly testId: string;
  readonly phase: Phase | null;
  readonly lines: readonly ChartLine[];
  /** Whether all that it shows is of images that are not trained on. */
  readonly isHeldOut: boolean;
}

/** What a chart’s axis of steps counts. */
export function stepsOf({ phase }: Pick<ChartSpec, 'phase'>): string {
  return phase === null ? 'step' : `step of ${PHASE_TITLES[phase].toLowerCase()}`;
}

const COLOURS = ['var(--curve-1)', 'var(--curve-2)', 'var(--curve-4)'];
/** Of a curve that is drawn for comparison only. */
const REFERENCE = 'var(--curve-3)';

const SPECS = Object.fromEntries(
  METHOD_IDS.map((method) => [method, aboutMethod(method).charts.map(specOf)]),
) as unknown as Record<MethodId, readonly ChartSpec[]>;

/** One list for each method, so that whoever draws need not draw again. */
export function chartsOf({ method }: { readonly method: MethodId }): readonly ChartSpec[] {
  return SPECS[method];
}

function specOf({ id, phase, lines, ...chart }: ChartAbout): ChartSpec {
  return {
    ...chart,
    testId: `chart-${id}`,
    phase: phase as Phase | null,
    isHeldOut: lines.every(({ metric }) => isHeldOut(metric as MetricName)),
    lines: lines.map(({ metric, title, isReference }, i) => ({
      metric: metric as MetricName,
      title,
      colour: isReference ? REFERENCE : COLOURS[i % COLOURS.length]!,
    })),
  };
}
