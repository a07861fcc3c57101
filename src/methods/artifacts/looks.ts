/** What can be asked of the networks about one image: from all sides, under a brush, layer by layer. */
import type { Sliced } from '../../base/slices';
import { enlarge, overlay, relativeToLargest, type Picture } from '../../evaluation/pictures/picture';
import type { ArtifactsConfig } from './config';
import type { Look, Looked } from '../../training/method';
import { DamageBrush, type PictureSource } from './evaluation/damageBrush';
import { inspect, type Attention, type Inspection, type Stage } from './evaluation/inspect';
import { traceImage, type Trace } from './evaluation/trace';
import { previewMask } from './networks/previewMask';

interface InspectRequest {
  /** Index in the set: decides Ω where none is painted. */
  readonly image: number;
  /** RGB [p, p, 3] in [−1, 1]. */
  readonly view: Float32Array;
  /** Ω painted by hand, [m, m], 1 = kept; null: drawn with θ, as in Figure 3. */
  readonly mask: ArrayLike<number> | null;
}

/** An image from all sides, as pictures. */
export interface InspectedImage extends Omit<Inspection, 'attention'> {
  readonly image: number;
  readonly theta: number;
  /** Grad-CAM of conv5 for each class, on the repaired picture and on the autoencoded one. */
  readonly attention: Readonly<
    Record<'repaired' | 'autoencoded', Readonly<Record<'real' | 'corrupt', Picture>>>
  >;
  /** Guided backpropagation from the decision on the repaired picture. */
  readonly guided: Picture;
}

export interface PaintedImage {
  readonly repaired: Picture;
  readonly milliseconds: number;
}

type Asked<Reply> = Look<ArtifactsConfig, InspectRequest, Reply>;

/** Each throws a RangeError if image or mask are of another size than the networks’. */
export const LOOKS = {
  inspect: inspectImage satisfies Asked<InspectedImage>,
  /** The repaired picture alone, as fast as it goes. */
  paint: paintImage satisfies Asked<PaintedImage>,
  /** The image on its way through every layer. */
  trace: trace satisfies Asked<Trace>,
};

async function* inspectImage(
  looked: Looked<ArtifactsConfig>,
  request: InspectRequest,
): Sliced<InspectedImage> {
  const source = sourceOf(looked);
  const { image, view } = request;
  const mask = maskOf(source, request);
  const { attention: repaired, ...seen } = await inspect(source, { view, mask });
  // A stroke of the brush may be waiting.
  yield { what: 'inspect', done: 1, total: 2 };
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
}

async function* paintImage(looked: Looked<ArtifactsConfig>, request: InspectRequest): Sliced<PaintedImage> {
  const started = performance.now();
  const source = sourceOf(looked);
  const brush = new DamageBrush(source, request.view);
  try {
    const repaired = await brush.paint(maskOf(source, request));
    return { repaired, milliseconds: performance.now() - started };
  } finally {
    brush.dispose();
  }
}

async function* trace(looked: Looked<ArtifactsConfig>, request: InspectRequest): Sliced<Trace> {
  const source = sourceOf(looked);
  return traceImage(source, request.view, maskOf(source, request));
}

function sourceOf({ config, networks }: Looked<ArtifactsConfig>): PictureSource {
  return { config, networks: networks };
}

function maskOf({ config }: PictureSource, { image, mask }: InspectRequest): ArrayLike<number> {
  return mask ?? previewMask(config, image, 1);
}

function heatOver(picture: Picture, map: Float32Array): Picture {
  return overlay(picture, enlarge(relativeToLargest(map), picture.width));
}
