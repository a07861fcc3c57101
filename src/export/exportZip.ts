/** Everything to carry away in one zip: files, the small programs that load them, and a README. */
import { zipSync } from 'fflate';
import type { Config } from '../experiments/config';
import { exampleCode } from '../experiments/exampleCode';
import type { Networks } from '../networks/networks';
import { FILE_FORMATS, networkFiles, type ExportRequest, type FileFormat } from './exportNetwork';
import type { Provenance } from './metadata';
import type { NetworkExport } from './networkExport';
import { citationOf, SOFTWARE } from './software';

export type BundleFormat = 'zip' | 'pytorch';

const FORMATS: Readonly<Record<BundleFormat, readonly FileFormat[]>> = {
  zip: FILE_FORMATS,
  pytorch: ['safetensors'],
};

/** Loaders written into each bundle: all, or Python's for weights. */
const LOADERS: Readonly<Record<BundleFormat, RegExp>> = { zip: /./, pytorch: /^artifact_lab\.py$/ };

/**
 * The bytes of the zip.
 *
 * @param loaders texts of docs/loaders by file name: where they are depends on the platform
 * @param onFile hears what comes next and which share is done, and is waited for
 */
export async function exportZip<C extends Config>(
  networks: Networks,
  config: C,
  provenance: Provenance,
  {
    format: bundle,
    networks: exports,
    preprocessing,
    opset,
  }: Pick<ExportRequest, 'preprocessing' | 'opset'> & {
    readonly format: BundleFormat;
    /** Those of the method; what the experiment does not have is left out. */
    readonly networks: readonly NetworkExport<C>[];
  },
  loaders: ReadonlyMap<string, string>,
  onFile: (what: string, share: number) => Promise<void> = () => Promise.resolve(),
): Promise<Uint8Array<ArrayBuffer>> {
  const files: Record<string, Uint8Array> = {};
  const encoder = new TextEncoder();
  const bundled = exports.filter((network) => isThere(network, config));
  for (const [name, text] of loaders) {
    if (!LOADERS[bundle].test(name)) continue;
    files[name] = encoder.encode(exampleCode(text, config.size, bundled[0]?.name ?? ''));
  }
  let done = 0;
  const total = bundled.length * FORMATS[bundle].length;
  for (const network of bundled) {
    for (const format of FORMATS[bundle]) {
      const request = { network, format, preprocessing, opset };
      await onFile(`${network.name}, ${format}`, done++ / total);
      for (const [path, bytes] of await networkFiles(networks, config, provenance, request)) {
        files[path] = bytes;
      }
    }
  }
  files['README.txt'] = encoder.encode(readme(config, provenance, Object.keys(files)));
  // Weights do not compress.
  return zipSync(files, { level: 0 });
}

function isThere<C extends Config>(network: NetworkExport<C>, config: C): boolean {
  try {
    network.assertThere?.(config);
    return true;
  } catch {
    return false; // which is all that is asked here
  }
}

function readme(config: Config, { data, licence }: Provenance, files: readonly string[]): string {
  return [
    `Networks trained with ${SOFTWARE.name} ${SOFTWARE.version}, size “${config.size}”.`,
    `Trained on: ${data ? `${data.name} (hash ${data.hash})` : 'not stated'}.`,
    `Licence of the weights: ${licence ?? 'not stated'}.`,
    `Method, to be cited: ${citationOf(config)}`,
    '',
    'Every file of weights carries an input and the outputs that it should give; each loader begins with how to run it.',
    '',
    ...files.map((file) => `  ${file}`),
    '',
  ].join('\n');
}
