/** Sheets of pictures that a person asks for: what neurons respond to, and what features find alike. */
import { imageName } from '../../base/imageName';
import { centralView } from '../../data/augment';
import type { ImageSet } from '../../data/imageSet';
import { extractFeatures, type Features, type FeatureSource } from '../../evaluation/features';
import { nearestNeighbours } from '../../evaluation/neighbours';
import { maximalPatches } from '../../evaluation/pictures/patches';
import { rgbPicture } from '../../evaluation/pictures/picture';
import type { Sliced } from '../../base/slices';
import { SIZES } from '../../schema/sizes';
import type { Moment, PatchSheetRequest, PictureSheet, SheetPicture } from './events';

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
  { images, moment, ...source }: SheetScene,
  { layer, neurons: asked }: PatchSheetRequest,
): Sliced<PictureSheet> {
  const { network } = source.reading;
  const channels = source.networks[network]!.get(`${network}/${layer}/kernel`).shape.at(-1)!;
  const neurons =
    asked ?? Array.from({ length: NEURONS }, (_, i) => Math.floor(((i + 0.5) * channels) / NEURONS));
  const wrong = neurons.find((neuron) => !(Number.isInteger(neuron) && neuron >= 0 && neuron < channels));
  if (wrong !== undefined) {
    throw new Error(`${layer} has no neuron ${wrong}: choose whole numbers from 0 to ${channels - 1}.`);
  }
  const indices = images.spread(SEARCHED);
  const found = yield* maximalPatches(source, images, {
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
  const caption = `The ${PATCHES} strongest patches of each neuron among ${indices.length} images, one an image, with their activation; faint is what the neuron does not see.`;
  return { moment, caption, rows };
}

/**
 * The images most alike to each query, by cosine similarity of the judged layer, standardised; Figure 8.
 *
 * @param second where neighbours are looked for instead of in the queries' own set
 */
export async function* retrievalSheet(
  { images, moment, ...source }: SheetScene,
  queries: readonly number[],
  count: number,
  second: ImageSet | null,
): Sliced<PictureSheet> {
  const asked = [...new Set(queries)];
  const searched = second ?? images;
  const indices = second ? second.spread(SEARCHED) : [...new Set([...asked, ...images.spread(SEARCHED)])];
  const references = yield* judgedOf(source, searched, indices);
  // Within one set the queries come first: row i is query i.
  const others = second ? { queries: yield* judgedOf(source, images, asked) } : {};
  const found = yield* nearestNeighbours({
    ...{ k: count, references, ...others },
    referenceRows: Uint32Array.from(indices.keys()),
    queryRows: Uint32Array.from(asked.keys()),
  });
  const { pixels } = SIZES[source.config.size];
  const pictureOf = (set: ImageSet, image: number, value: number | null): SheetPicture => ({
    // Only images that are trained on open in the inspector.
    ...{ image: set === images ? image : null, path: set.paths[image]!, value },
    picture: rgbPicture(centralView(set, [image], pixels)),
    note: value === null ? 'query' : value.toFixed(3),
  });
  const rows = found.map(({ indices: rows, similarities }, i) => ({
    title: imageName(images.paths[asked[i]!]!),
    pictures: [
      pictureOf(images, asked[i]!, null),
      ...rows.map((row, k) => pictureOf(searched, indices[row]!, similarities[k]!)),
    ],
  }));
  const where = second ? `${indices.length} images of “${second.name}”` : `${indices.length} images`;
  const caption = `Nearest of ${where} by cosine similarity of ${source.reading.judged}, each value standardised over them.`;
  return { moment, caption, rows };
}

async function* judgedOf(
  source: FeatureSource,
  images: ImageSet,
  indices: readonly number[],
): Sliced<Features> {
  const { judged } = source.reading;
  return (yield* extractFeatures(source, images, [judged], { indices })).get(judged)!;
}
