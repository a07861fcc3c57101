/** What the figure of a few images is drawn from. */
import { centralView } from '../../data/augment';
import type { ImageSet } from '../../data/imageSet';
import type { Config } from '../../experiments/config';
import type { Figure } from '../../experiments/figures';
import type { Networks } from '../../networks/networks';
import { SIZES } from '../../schema/sizes';
import type { FigureScene } from '../../training/method';
import { methodOf } from '../works';

/** As the run stands. */
export function sceneOf<C extends Config>(
  { config, phase, step, images }: Pick<FigureScene<C>, 'config' | 'phase' | 'step'> & { images: ImageSet },
  pinned: readonly number[],
): FigureScene<C> {
  const originals = centralView(images, pinned, SIZES[config.size].pixels);
  return { config, phase, step, pinned, paths: pinned.map((image) => images.paths[image]!), originals };
}

export function drawFigure(scene: FigureScene, networks: Networks): Promise<Figure> {
  return methodOf(scene.config).picture(scene, networks);
}
