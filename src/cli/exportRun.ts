/** `lab export`: a run's networks for other programs. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { weightsOrigin } from '../checkpoints/manifest';
import { FILE_FORMATS, exportNetwork } from '../export/exportNetwork';
import { exportZip } from '../export/exportZip';
import type { Preprocessing } from '../export/networkExport';
import type { Opset } from '../export/onnx/graph';
import type { ExportName } from '../experiments/exports';
import { startBackend } from '../kernels/backend';
import { exportOf } from '../lab/exports';
import { methodOf, networksOf } from '../lab/works';
import { backendOptions, type BackendChoice } from './backend';
import { EXIT, type ExitCode } from './exit';
import { replace } from './nodeFolder';
import { RunDirectory } from './runDirectory';
import { say } from './terminal';

/** `zip`: all networks in all formats with their loaders. `pytorch`: all in PyTorch's layout with its loader. */
export const EXPORT_FORMATS = [...FILE_FORMATS, 'pytorch', 'zip'] as const;

export interface ExportOptions extends BackendChoice {
  readonly run: string;
  readonly format: (typeof EXPORT_FORMATS)[number];
  readonly out: string;
  /** By default the first of the method’s. */
  readonly network?: ExportName;
  readonly preprocessing: Preprocessing;
  readonly opset: Opset;
  readonly licence?: string;
}

/** Small programs that load what is exported. */
const LOADERS = fileURLToPath(new URL('../../docs/loaders/', import.meta.url));

export async function exportRun(options: ExportOptions): Promise<ExitCode> {
  const { run, weights } = await new RunDirectory(options.run).readTrained();
  const { data, beganWith } = run;
  const { config } = run;
  const { format, out } = options;
  const network = exportOf(config, options.network);
  await startBackend(await backendOptions(options));
  const networks = networksOf(config, weights);
  const provenance = { data, licence: options.licence, imported: weightsOrigin(beganWith) };
  if (format === 'zip' || format === 'pytorch') {
    const loaders = await readLoaders();
    const how = { ...options, format, networks: methodOf(config).exports };
    await replace(out, await exportZip(networks, config, provenance, how, loaders));
    say(`The networks and their loaders are in “${out}”.`);
  } else {
    await replace(out, await exportNetwork(networks, config, provenance, { ...options, format, network }));
    say(`The ${network.name} is in “${out}”; “lab verify-export ${out}” proves it.`);
  }
  return EXIT.done;
}

/** Their texts by file name. */
export async function readLoaders(): Promise<Map<string, string>> {
  const names = (await readdir(LOADERS)).filter((name) => /\.(py|mjs)$/.test(name));
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(path.join(LOADERS, name), 'utf8')] as const),
    ),
  );
}
