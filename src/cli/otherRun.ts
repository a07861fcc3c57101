/** A second run beside the one that a command measures: its networks, and the same images as it keeps them. */
import path from 'node:path';
import type { ImageSet } from '../data/imageSet';
import type { FeatureSource } from '../evaluation/features';
import { methodOf, networksOf } from '../lab/works';
import { SIZES } from '../schema/sizes';
import { readData, type Measuring } from './measuring';
import { readTrainedRun } from './trainedRun';

export interface OtherRun {
  /** The last part of its path. */
  readonly called: string;
  readonly source: FeatureSource;
  readonly images: ImageSet;
}

/** Throws one sentence where there is no such run. */
export async function readOther(named: string, data: string, measuring: Measuring): Promise<OtherRun> {
  const { run, weights } = await readTrainedRun(named);
  const { config } = run;
  const source = { config, networks: networksOf(config, weights), reading: methodOf(config).reading };
  const isAlike = SIZES[config.size].storedPixels === SIZES[measuring.config.size].storedPixels;
  const images = isAlike ? measuring.images : (await readData(data, config, measuring.progress)).images;
  return { called: path.basename(path.resolve(named)), source, images };
}
