/** One image from all sides, from networks that may be training meanwhile: each look is at a copy of them. */
import { DamageBrush, type PictureSource } from '../../evaluation/pictures/damageBrush';
import { inspect, type Attention, type Stage } from '../../evaluation/pictures/inspect';
import { enlarge, overlay, relativeToLargest, type Picture } from '../../evaluation/pictures/picture';
import { traceImage, type Trace } from '../../evaluation/pictures/trace';
import { copyNetworks, disposeNetworks } from '../../networks/networks';
import type { Inspecting, InspectedImage, InspectRequest, PaintedImage } from './events';
import { previewMask } from '../figure';
import { yieldToHost } from '../yieldToHost';

export class Inspector implements Inspecting {
  readonly #source: () => PictureSource | null;

  constructor(source: () => PictureSource | null) {
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
    const networks = copyNetworks(present.networks);
    try {
      return await work({ config: present.config, networks });
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
