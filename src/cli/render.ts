/** `lab render`: the figure of a trained run, drawn for some images of a folder. */
import { changed, fieldsOf, valueOf, type Config } from '../experiments/config';
import { parseEntries } from '../experiments/link';
import type { Figure } from '../lab/events';
import type { Lab } from '../lab/lab';
import { BadUsage, EXIT, type ExitCode } from './exit';
import { figureToPng } from './figurePng';
import { joinedFigure } from './joinedFigure';
import { Progress } from './progress';
import type { BackendChoice } from './backend';
import { replace } from './nodeFolder';
import { openSession } from './session';
import { readTrainedRun, type TrainedRun } from './trainedRun';

export interface RenderOptions extends BackendChoice {
  readonly run: string;
  readonly data: string;
  readonly out: string;
  readonly images: number;
  readonly theta?: string;
}

/** Rows drawn at once: more would only take more memory. */
const ROWS_AT_ONCE = 8;

/** Draws the figure with the run’s weights into one PNG. */
export async function render(options: RenderOptions): Promise<ExitCode> {
  const { run, weights } = await readTrainedRun(options.run);
  const progress = new Progress(process.stderr);
  const { lab, images } = await openSession({
    config: configFor(run, options.theta),
    backend: options,
    data: options.data,
    listen: (event) => progress.show(event),
  });
  await lab.setParameters(weights);
  const figure = await drawRows(lab, images.spread(options.images));
  await replace(options.out, await figureToPng(figure, caption(run, figure)));
  progress.say(`${figure.rows.length} images drawn in “${options.out}”.`);
  return EXIT.done;
}

function configFor({ config }: TrainedRun, theta: string | undefined): Config {
  if (theta === undefined) return config;
  if (!fieldsOf(config).some(({ key }) => key === 'theta')) {
    throw new BadUsage(`The method “${config.method}” has no --theta.`);
  }
  const asked = parseEntries([['theta', theta]]);
  if (asked.problems.length > 0) throw new BadUsage(asked.problems.join(' '));
  return changed(config, { theta: valueOf(asked.config, 'theta') });
}

async function drawRows(lab: Lab, indices: readonly number[]): Promise<Figure> {
  let figure = await lab.drawFigure(indices.slice(0, ROWS_AT_ONCE));
  for (let from = ROWS_AT_ONCE; from < indices.length; from += ROWS_AT_ONCE) {
    figure = joinedFigure(figure, await lab.drawFigure(indices.slice(from, from + ROWS_AT_ONCE)));
  }
  return figure;
}

function caption({ phase, step, data }: TrainedRun, figure: Figure): string {
  const trained = `Trained on ${data.name} up to step ${step} of phase “${phase}”`;
  if (figure.kind === 'tiles') return `${trained}.`;
  return `${trained}; θ = ${figure.theta}, “real” is C’s probability.`;
}
