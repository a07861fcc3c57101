/** The networks of any method as files, by name: what the worker, the command line and the library carry away. */
import { exportNames } from '../experiments/exports';
import type { Config } from '../experiments/config';
import {
  exportNetwork as exportOne,
  weightsFile,
  fileName,
  type ExportRequest,
} from '../export/exportNetwork';
import { configIn, type Provenance } from '../export/metadata';
import type { NetworkExport } from '../export/networkExport';
import { networkParameters } from '../export/networkParts';
import { readSafetensors } from '../export/safetensors';
import type { Networks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { methodOf } from './works';

/** Throws one sentence if the method has no network of that name to carry away. */
export function exportOf(config: Config, name: string = exportNames(config)[0]): NetworkExport {
  const found = methodOf(config).exports.find((network) => network.name === name);
  if (found) return found;
  const known = exportNames(config).join(', ');
  throw new Error(`The method “${config.method}” has no network “${name}” to export: choose from ${known}.`);
}

export interface NamedRequest extends Omit<ExportRequest, 'network'> {
  /** By default the first of the method’s. */
  readonly network?: string;
}

/** See export/exportNetwork.ts. Throws one sentence if there is no network of that name. */
export function exportNetwork(
  networks: Networks,
  config: Config,
  provenance: Provenance,
  { network, ...request }: NamedRequest,
): Promise<Uint8Array<ArrayBuffer>> {
  return exportOne(networks, config, provenance, { ...request, network: exportOf(config, network) });
}

/**
 * The method’s first network for PyTorch, as safetensors without vectors.
 *
 * @param parameters all parameters by our names
 */
export function weightsToSafetensors(
  parameters: ReadonlyMap<string, PlainTensor>,
  config: Config,
): Uint8Array<ArrayBuffer> {
  return weightsFile(exportOf(config), parameters, config);
}

/** What a run’s folder and capsule have beside its checkpoints. @param parameters all by our names */
export function runWeights(
  parameters: ReadonlyMap<string, PlainTensor>,
  config: Config,
): { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } {
  const name = fileName(exportNames(config)[0], 'safetensors');
  return { name, bytes: weightsToSafetensors(parameters, config) };
}

/**
 * Reads what weightsToSafetensors or an export as safetensors wrote.
 *
 * @returns the parameters by our names, and the config they were trained with
 * @throws an Error that names the tensor or the part of the metadata that is not as we write it
 */
export function readRunWeights(bytes: Uint8Array): { parameters: Map<string, PlainTensor>; config: Config } {
  const { tensors, metadata } = readSafetensors(bytes);
  const config = configIn(metadata);
  return { parameters: networkParameters(exportOf(config, metadata['network']), tensors, config), config };
}
