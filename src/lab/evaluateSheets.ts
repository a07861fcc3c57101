/** Sheets of pictures that a person asks for: what neurons respond to, and what features find alike. */
import { centralView } from '../data/augment';
import type { ImageSet } from '../data/imageSet';
import { extractFeatures, type FeatureSource } from '../evaluation/features';
import { nearestNeighbours } from '../evaluation/neighbours';
import { maximalPatches } from '../evaluation/pictures/patches';
import { rgbPicture } from '../evaluation/pictures/picture';
import type { Sliced } from '../evaluation/slices';
import { SIZES } from '../experiments/sizes';
import type { Moment, PatchSheetRequest, PictureSheet, SheetPicture } from './evaluateEvents';

/** Networks that stay as they are, and the images to look at. */
export interface SheetScene extends FeatureSource {
  readonly images: ImageSet;
  readonly moment: Moment;
}

/** Images searched at most, evenly over the set. */
const SEARCHED = 2000;
const NEURONS = 5;
const PATCHES = 6;

/** The strongest patches of some neurons; the right of Figure 7. */
export async function* patchSheet(
  { config, networks, images, moment }: SheetScene,
  { layer, neurons: asked }: PatchSheetRequest,
): Sliced<PictureSheet> {
  const channels = networks.C.get(`C/${layer}/kernel`).shape.at(-1)!;
  const neurons =
    asked ?? Array.from({ length: NEURONS }, (_, i) => Math.floor(((i + 0.5) * channels) / NEURONS));
  const wrong = neurons.find((neuron) => !(Number.isInteger(neuron) && neuron >= 0 && neuron < channels));
  if (wrong !== undefined) {
    throw new Error(`${layer} has no neuron ${wrong}: choose whole numbers from 0 to ${channels - 1}.`);
  }
  const indices = images.spread(SEARCHED);
  const found = yield* maximalPatches({ config, networks }, images, {
    layer,
    neurons,
    count: PATCHES,
    indices,
  });
  const rows = found.map(({ neuron, patches }) => ({
    title: `${layer} neuron ${neuron}${patches.length === 0 ? ': no response' : ''}`,
    pictures: patches.map(({ image, activation, picture }): SheetPicture => ({
      ...{ picture, image, path: images.paths[image]!, value: activation },
      note: activation.toPrecision(3),
    })),
  }));
  const caption = `The ${PATCHES} strongest patches of each neuron among ${indices.length} images, one an image, with their activation.`;
  return { moment, caption, rows };
}

/** The images most alike to each query, by cosine similarity of standardised conv5; Figure 8. */
export async function* retrievalSheet(
  { config, networks, images, moment }: SheetScene,
  queries: readonly number[],
  count: number,
): Sliced<PictureSheet> {
  const indices = [...new Set([...queries, ...images.spread(SEARCHED)])];
  const features = (yield* extractFeatures({ config, networks }, images, ['conv5'], { indices })).get(
    'conv5',
  )!;
  const referenceRows = Uint32Array.from(indices.keys());
  // The queries come first: row i is query i.
  const queryRows = referenceRows.slice(0, new Set(queries).size);
  const found = yield* nearestNeighbours({ k: count, references: features, referenceRows, queryRows });
  const { pixels } = SIZES[config.size];
  const pictureOf = (image: number, value: number | null): SheetPicture => ({
    ...{ image, path: images.paths[image]!, value },
    picture: rgbPicture(centralView(images, [image], pixels)),
    note: value === null ? 'query' : value.toFixed(3),
  });
  const rows = found.map(({ indices: rows, similarities }, i) => ({
    title: `Image ${indices[i]!}`,
    pictures: [
      pictureOf(indices[i]!, null),
      ...rows.map((row, k) => pictureOf(indices[row]!, similarities[k]!)),
    ],
  }));
  const caption = `Nearest of ${indices.length} images by cosine similarity of conv5, each value standardised over them.`;
  return { moment, caption, rows };
}
