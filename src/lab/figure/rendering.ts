/** How a figure is called where it is kept beside a run. */
import type { Figure } from '../../experiments/figures';

interface Rendering {
  /** Of a PNG. */
  readonly file: string;
  /** The line at its edge. */
  readonly caption: string;
}

/** @param images name of the set that its images are of */
export function renderingOf(figure: Figure, images: string): Rendering {
  const moment = `${images}, step ${figure.step} of phase “${figure.phase}”`;
  return figure.kind === 'figure3'
    ? { file: 'figure3.png', caption: `${moment}; θ = ${figure.theta}` }
    : { file: 'figure.png', caption: moment };
}
