/** Sheets of any method’s features: filters, patches that neurons respond to most, images that are found alike. */
import type { ImageSet } from '../../data/imageSet';
import { extractFeatures, type Features } from '../../evaluation/features';
import { nearestNeighbours } from '../../evaluation/neighbours';
import { filterSheet } from '../../evaluation/pictures/filters';
import { maximalPatches } from '../../evaluation/pictures/patches';
import { pictureToPng, sheetToPng } from '../pictureSheet';
import { pictureOf, titleOf, type Drawing } from './drawing';

/** What the files of each sheet are called, and as which figure their facts name them. */
export type SheetNames = Readonly<
  Record<'filters' | 'patches' | 'retrieval', { readonly file: string; readonly figure: number | string }>
>;

const NEURONS = 5;
const PATCHES = 6;
const NEIGHBOURS = 6;
const FILTER_SCALE = 4;

export async function saveFilters(
  { measuring, trained, save }: Drawing,
  { filters: { file, figure } }: SheetNames,
): Promise<void> {
  const { trained: networks, reading } = measuring;
  const caption = `${trained}; all filters of conv1, each scaled by its own smallest and largest weight.`;
  const png = await pictureToPng(await filterSheet({ networks, reading }), FILTER_SCALE, caption);
  await save(file, png, { figure, layer: 'conv1' });
}

/** A file for each layer. */
export async function savePatches(
  { measuring, trained, save }: Drawing,
  { patches: { file, figure } }: SheetNames,
): Promise<void> {
  const { config, trained: networks, reading, images, run } = measuring;
  const source = { config, networks, reading };
  for (const layer of reading.layers) {
    const kernel = `${reading.network}/${layer}/kernel`;
    const channels = networks[reading.network]!.get(kernel).shape.at(-1)!;
    const neurons = Array.from({ length: NEURONS }, (_, i) => Math.floor(((i + 0.5) * channels) / NEURONS));
    const found = await run(maximalPatches(source, images, { layer, neurons, count: PATCHES }));
    const sheet = found.map(({ neuron, patches }) => ({
      title: `${layer}, neuron ${neuron}`,
      pictures: patches.map(({ picture, activation }) => ({ picture, note: activation.toPrecision(3) })),
    }));
    const caption = `${trained}; the patches of most activation, below each its activation; faint is what the neuron does not see.`;
    await save(`${file}-${layer}`, await sheetToPng(sheet, caption), {
      figure,
      layer,
      neurons: found.map(({ neuron, patches }) => ({
        neuron,
        patches: patches.map(({ image, row, column, activation }) => ({
          ...{ path: images.paths[image], row, column, activation },
        })),
      })),
    });
  }
}

/** Neighbours come from the second set where there is one. */
export async function saveRetrieval(
  { measuring, queries, trained, save }: Drawing,
  { retrieval: { file, figure } }: SheetNames,
  second: ImageSet | null,
): Promise<void> {
  const { config, reading, images, run } = measuring;
  const searched = second ?? images;
  const { judged } = reading;
  const source = { config, networks: measuring.trained, reading };
  const judgedOf = async (of: ImageSet): Promise<Features> =>
    (await run(extractFeatures(source, of, [judged]))).get(judged)!;
  const references = await judgedOf(searched);
  const referenceRows = Uint32Array.from({ length: searched.count }, (_, i) => i);
  const others = second ? { queries: await judgedOf(images) } : {};
  const query = { k: NEIGHBOURS, references, referenceRows, queryRows: queries, ...others };
  const found = await run(nearestNeighbours(query));
  const rows = found.map(({ indices, similarities }, i) => ({
    title: titleOf(images, queries[i]!),
    pictures: [
      { picture: pictureOf(measuring, images, queries[i]!), note: 'query' },
      ...indices.map((image, k) => ({
        picture: pictureOf(measuring, searched, image),
        note: similarities[k]!.toFixed(3),
      })),
    ],
  }));
  const where = second ? ` in ${second.name}` : '';
  const caption = `${trained}; nearest${where} by cosine similarity of standardised ${judged}.`;
  await save(file, await sheetToPng(rows, caption), {
    figure,
    queries: found.map(({ indices, similarities }, i) => ({
      path: images.paths[queries[i]!],
      neighbours: indices.map((image, k) => ({ path: searched.paths[image], similarity: similarities[k] })),
    })),
  });
}
