/** `lab features`: a layer's values for every image as a NumPy array. */
import path from 'node:path';
import { extractFeatures, featureNames } from '../evaluation/features';
import { describeFeatures } from '../evaluation/probe';
import { rowLength } from '../evaluation/standardize';
import { writeNpy } from '../export/npy';
import { SOFTWARE } from '../export/software';
import type { Reading } from '../networks/reading';
import type { ExitCode } from './exit';
import { jsonLine } from './terminal';
import { listOf, measure, type MeasuringOptions } from './measuring';
import { replace } from './nodeFolder';

export interface FeaturesOptions extends MeasuringOptions {
  /** The one that the method is judged by if absent. */
  readonly layer?: string;
  readonly out: string;
  /** Maps as the network gives them, not resized to the probe's 9,216 values. */
  readonly full?: boolean;
}

/** Writes [images, features] and, beside it, a JSON file with the order of the images and the protocol. */
export function featuresRun(options: FeaturesOptions): Promise<ExitCode> {
  const { out, full } = options;
  const layerIn = (reading: Reading): string => {
    return listOf(options.layer ?? '', featureNames(reading), '--layer')[0] ?? reading.judged;
  };
  return measure(
    options,
    async ({ config, trained, reading, images, progress, run }) => {
      const layer = layerIn(reading);
      const source = { config, networks: trained, reading };
      const values = full ? { values: Infinity } : {};
      const features = (await run(extractFeatures(source, images, [layer], values))).get(layer)!;
      const shape = [features.count, rowLength(features)];
      const sidecar = `${out.replace(/\.npy$/, '')}.json`;
      const description = {
        software: `${SOFTWARE.name} ${SOFTWARE.version}`,
        ...{ file: path.basename(out), dtype: 'float32', shape, layer, run: options.run, data: images.name },
        map: [features.side, features.side, features.channels],
        protocol: `${describeFeatures(features)}; central view; batch normalisation with its averages; not standardised`,
        images: images.paths,
        labels: images.labelNames.length > 0 ? [...images.labels] : null,
        labelNames: images.labelNames,
        folders:
          images.division && Array.from(images.division.folderOf, (f) => images.division!.folders[f]!.name),
        config,
      };
      await replace(out, writeNpy({ shape, data: features.data }));
      await replace(sidecar, `${JSON.stringify(description, null, 2)}\n`);
      if (options.json)
        jsonLine({ type: 'features', out, sidecar, shape, layer, protocol: description.protocol });
      progress.say(`${shape.join(' × ')} values are in “${out}”, the order of the images in “${sidecar}”.`);
    },
    layerIn,
  );
}
