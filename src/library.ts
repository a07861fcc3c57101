/**
 * The package `artifact-lab`: the lab without a page, for Node and for workers in a browser. This file is the package's
 * surface and nothing else; what needs Node is in `artifact-lab/node`.
 */
export { openCapsule, packCapsule, unpackCapsule, type Capsule, type Packing } from './checkpoints/capsule';
export type { Folder, StoredFile } from './checkpoints/folder';
export { RunFolder } from './checkpoints/runFolder';
export type { DecodeImage, SourceFile } from './data/types';
export type { Config } from './experiments/config';
export { makeConfig } from './experiments/presets';
export { metricsToCsv } from './export/metricsCsv';
export type { BackendOptions } from './kernels/backend';
export type * from './lab/events';
export type { Keeping } from './lab/saving/keeper';
export {
  exportNetwork,
  type NamedRequest as ExportRequest,
  runWeights,
  weightsToSafetensors as discriminatorToSafetensors,
} from './lab/exports';
export { Lab, type LabPlatform } from './lab/lab';
