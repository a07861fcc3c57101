import type { Shipped } from '../src/checkpoints/shipped';
import type { Figure3 } from '../src/lab/events';
import { FigurePainter } from '../src/lab/figure/painter';
import type { StillFigure } from '../src/methods/artifacts/page/figure/stillFigure';

/** Figure 3 of the shipped networks at this θ, drawn as the page’s figure worker draws it. */
export async function drawShipped({ about, weights, images }: Shipped, theta: number): Promise<StillFigure> {
  const drawn: Figure3[] = [];
  const { phase, step, paths, set } = about;
  const config = { ...about.config, theta };
  const scene = { config, phase, step, pinned: paths.map((_, i) => i), paths, originals: images.data };
  await new FigurePainter((figure) => {
    if (figure.kind === 'figure3') drawn.push(figure);
  }).show({ scene, weights });
  return { set, fill: config.fill, figure: drawn[0]! };
}
