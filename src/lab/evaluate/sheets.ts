/** Sheets of pictures that a person asks for: what neurons respond to, and what features find alike. */
import * as tf from '@tensorflow/tfjs-core';
import { imageName } from '../../base/imageName';
import { centralView } from '../../data/augment';
import type { ImageSet } from '../../data/imageSet';
import { adaptNorm } from '../../evaluation/adaptNorm';
import { extractFeatures, type Features, type FeatureSource } from '../../evaluation/features';
import { nearestNeighbours } from '../../evaluation/neighbours';
import { rightAndOwn } from '../../evaluation/pictures/ownDecision';
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

/** A network that images are found by, and the images as they are kept for it: the same ones for all, in the same order. */
interface Retriever {
  /** What its rows are called. */
  readonly called: string;
  readonly source: FeatureSource;
  readonly images: ImageSet;
}

interface RetrievalOptions {
  /** Where neighbours are looked for instead of in the queries’ own set. */
  readonly second?: ImageSet | null;
  /** What the scene’s network is called beside another; trained if absent. */
  readonly called?: string;
  /** Rows of this network alternate with those of the scene’s, both normalised alike; the networks must be the caller’s own. */
  readonly beside?: Retriever | null;
}

/** The images most alike to each query, by cosine similarity of the judged layer, standardised; Figure 8, and the thesis’s 4.7. */
export async function* retrievalSheet(
  { images, moment, ...source }: SheetScene,
  queries: readonly number[],
  count: number,
  { second = null, called = 'trained', beside = null }: RetrievalOptions = {},
): Sliced<PictureSheet> {
  const asked = [...new Set(queries)];
  const ours: Retriever = { called, source, images };
  const parts: Retrieved[] = [];
  for (const retriever of beside ? [ours, beside] : [ours])
    parts.push(yield* retrievedRows(retriever, { asked, count, second, adapts: beside !== null }));
  const { searched } = parts[0]!;
  const rows = asked.flatMap((_, i) => parts.map(({ rows: own }) => own[i]!));
  const where = second ? `${searched} images of “${second.name}”` : `${searched} images`;
  const layers = [...new Set([ours, ...(beside ? [beside] : [])].map((one) => one.source.reading.judged))];
  const alike = beside ? ', the networks’ normalisation measured over them, too' : '';
  const caption = `Nearest of ${where} by cosine similarity of ${layers.join(' and ')}, each value standardised over them${alike}.`;
  return { moment, caption, rows };
}

interface Retrieved {
  readonly rows: PictureSheet['rows'];
  /** Number of images searched. */
  readonly searched: number;
}

async function* retrievedRows(
  { called, source, images }: Retriever,
  {
    asked,
    count,
    second,
    adapts,
  }: { asked: readonly number[]; count: number; second: ImageSet | null; adapts: boolean },
): Sliced<Retrieved> {
  const searched = second ?? images;
  const indices = second ? second.spread(SEARCHED) : [...new Set([...asked, ...images.spread(SEARCHED)])];
  if (adapts) yield* adaptNorm(source, searched, Uint32Array.from(indices));
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
  const rows = found.map(({ indices: nearest, similarities }, i) => ({
    title: `${imageName(images.paths[asked[i]!]!)}${adapts ? `, ${called}` : ''}`,
    ...(adapts && { network: called }),
    pictures: [
      pictureOf(images, asked[i]!, null),
      ...nearest.map((row, k) => pictureOf(searched, indices[row]!, similarities[k]!)),
    ],
  }));
  return { rows, searched: indices.length };
}

/**
 * Where the network looks, in each of the pictures that the figure makes of the images, for the decision that is right and for
 * its own where that is another. Throws one sentence where its decisions are not about an image as it is.
 */
export async function* attentionSheet(
  { images, moment, ...source }: SheetScene,
  asked: readonly number[],
): Sliced<PictureSheet> {
  const { config, reading } = source;
  if (!reading.decisions) throw new Error('This method decides nothing about an image as it is.');
  const names = reading.decisions.names(config);
  const rows: PictureSheet['rows'][number][] = [];
  for (const [i, image] of asked.entries()) {
    const path = images.paths[image]!;
    for (const [right, view] of (await examplesOf(source, images, image)).entries()) {
      yield { what: 'attention', done: i * names.length + right, total: asked.length * names.length };
      const looks = await rightAndOwn(source, view, right);
      rows.push({
        title: `${imageName(path)}, ${names[right]}`,
        pictures: [
          { picture: rgbPicture(view), note: 'seen', value: null, image: null, path },
          ...looks.map(({ decision, share, attention }): SheetPicture => ({
            ...{ picture: attention, value: share, image: null, path },
            note: `P(${names[decision]}) = ${share.toFixed(2)}`,
          })),
        ],
      });
    }
  }
  const caption = `Grad-CAM on ${reading.judged} for the answer that is right and, where it is another, for the one that is given, each with its probability; grey where nothing speaks for it.`;
  return { moment, caption, rows };
}

/** Of one image, for each decision, the picture [p, p, 3] that it is right for. */
async function examplesOf(
  { config, networks, reading }: FeatureSource,
  images: ImageSet,
  image: number,
): Promise<Float32Array[]> {
  const original = centralView(images, [image], SIZES[config.size].pixels);
  const examples = tf.tidy(() => [...reading.decisions!.examples(networks, config, original, [image])]);
  try {
    return await Promise.all(examples.map((example) => example.data<'float32'>()));
  } finally {
    tf.dispose(examples);
  }
}

async function* judgedOf(
  source: FeatureSource,
  images: ImageSet,
  indices: readonly number[],
): Sliced<Features> {
  const { judged } = source.reading;
  return (yield* extractFeatures(source, images, [judged], { indices })).get(judged)!;
}
