/** One image from all sides, from networks that may be training meanwhile: each look is at a copy of them. */
import { DamageBrush, type PictureSource } from '../../evaluation/pictures/damageBrush';
import { inspect, type Attention, type Stage } from '../../evaluation/pictures/inspect';
import { enlarge, overlay, relativeToLargest, type Picture } from '../../evaluation/pictures/picture';
import { traceImage, type Trace } from '../../evaluation/pictures/trace';
import { artifactsOnly, type Config } from '../../experiments/config';
import { copyNetworks, disposeNetworks, type Networks } from '../../networks/networks';
import { previewMask } from '../../networks/previewMask';
import type { Inspecting, InspectedImage, InspectRequest, PaintedImage } from './events';
import { yieldToHost } from '../yieldToHost';

/** Networks as they are now. */
export interface NetworkSource {
  readonly config: Config;
  readonly networks: Networks;
}

export class Inspector implements Inspecting {
  readonly #source: () => NetworkSource | null;

  constructor(source: () => NetworkSource | null) {
    this.#source = source;
  }

  /** Throws a RangeError if image or mask are of another size than the networks'. */
  inspect(request: InspectRequest): Promise<InspectedImage | null> {
    return this.#look(async (source) => {
      const { image, view } = request;
      const mask = maskOf(source, request);
      const { attention: repaired, ...seen } = await inspect(source, { view, mask });
      // A stroke of the brush may be waiting.
      await yieldToHost();
      const { attention: autoencoded } = await inspect(source, { view, mask, stage: 'autoencoded' });
      const overlays = (stage: Stage, { gradCam }: Attention) => ({
        real: heatOver(seen.pictures[stage], gradCam.real),
        corrupt: heatOver(seen.pictures[stage], gradCam.corrupt),
      });
      return {
        ...seen,
        ...{ image, theta: source.config.theta, guided: repaired.guided },
        attention: {
          repaired: overlays('repaired', repaired),
          autoencoded: overlays('autoencoded', autoencoded),
        },
      };
    });
  }

  paint(request: InspectRequest): Promise<PaintedImage | null> {
    return this.#look(async (source) => {
      const started = performance.now();
      const brush = new DamageBrush(source, request.view);
      try {
        const repaired = await brush.paint(maskOf(source, request));
        return { repaired, milliseconds: performance.now() - started };
      } finally {
        brush.dispose();
      }
    });
  }

  /** The image on its way through every layer. */
  trace(request: InspectRequest): Promise<Trace | null> {
    return this.#look((source) => traceImage(source, request.view, maskOf(source, request)));
  }

  async #look<T>(work: (source: PictureSource) => Promise<T>): Promise<T | null> {
    const present = this.#source();
    if (!present) return null;
    const config = artifactsOnly(present.config, 'The inspector');
    const networks = copyNetworks(present.networks);
    try {
      return await work({ config, networks });
    } finally {
      disposeNetworks(networks);
    }
  }
}

function maskOf({ config }: PictureSource, { image, mask }: InspectRequest): ArrayLike<number> {
  return mask ?? previewMask(config, image, 1);
}

function heatOver(picture: Picture, map: Float32Array): Picture {
  return overlay(picture, enlarge(relativeToLargest(map), picture.width));
}
