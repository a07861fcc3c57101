/** `lab verify-export`: whether an exported file computes what the lab computed when it wrote the file. */
import path from 'node:path';
import { unzipSync, type Unzipped } from 'fflate';
import { messageOf } from '../base/messageOf';
import { compareOutputs, TOLERANCE, type Difference } from '../export/compare';
import { configIn } from '../export/metadata';
import type { Preprocessing } from '../export/networkExport';
import { networkParameters } from '../export/networkParts';
import { readOnnxMetadata } from '../export/onnx/onnx';
import { readNpz } from '../export/npz';
import { readSafetensors } from '../export/safetensors';
import { MODEL_FILE, WEIGHTS_FILE } from '../export/tfjs/tfjsGraph';
import { computeOutputs, vectorsIn } from '../export/vectors';
import { startBackend } from '../kernels/backend';
import { exportOf } from '../lab/exports';
import { networksOf } from '../lab/works';
import { disposeNetworks, readNetworks, writeNetworks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { backendOptions, type BackendChoice } from './backend';
import { BadUsage, EXIT, type ExitCode } from './exit';
import { readNamedFile } from './files';
import { jsonLine, say } from './terminal';
import { runOnnx, type RuntimeName } from './onnxRuntimes';
import { loadTfjs, runTfjs } from './tfjsRuntime';

/** Endings of the files that can be checked. */
const CHECKED = ['.onnx', '.safetensors', '.npz'];
/** In a zip also these, with the weights beside them. */
const TFJS_MODEL = `/${MODEL_FILE}`;

export interface VerifyOptions extends BackendChoice {
  readonly runtime: RuntimeName;
  readonly json?: boolean;
}

/** A file and its bytes; `name` is what is said of it. */
interface Exported {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of a model of TensorFlow.js: its other file. */
  readonly weights?: Uint8Array | undefined;
}

/** Compares every named output and says how far each is off; a failure if one is further than the tolerance. */
export async function verifyExport(file: string, options: VerifyOptions): Promise<ExitCode> {
  for (const exported of filesIn(file, await readNamedFile(file))) await verify(exported, options);
  return EXIT.done;
}

/** The file itself, or those in a zip that hold weights. */
function filesIn(file: string, bytes: Uint8Array): Exported[] {
  if (path.extname(file) !== '.zip') return [{ name: file, bytes }];
  const all = unpacked(file, bytes);
  const names = Object.keys(all).filter(
    (name) => CHECKED.includes(path.extname(name)) || name.endsWith(TFJS_MODEL),
  );
  if (names.length === 0) {
    throw new Error(`There is no ${CHECKED.join(', ')} file nor ${MODEL_FILE} in “${file}”.`);
  }
  return names.map((name) => ({
    name: `${file}/${name}`,
    bytes: all[name]!,
    weights: all[`${path.dirname(name)}/${WEIGHTS_FILE}`],
  }));
}

function unpacked(file: string, bytes: Uint8Array): Unzipped {
  try {
    return unzipSync(bytes);
  } catch (error) {
    throw new Error(`“${file}” is no whole zip (${messageOf(error)}): export it anew.`, { cause: error });
  }
}

async function verify(exported: Exported, options: VerifyOptions): Promise<void> {
  const file = exported.name;
  const { by, differences } = await differencesOf(exported, options).catch((error: unknown) => {
    if (error instanceof BadUsage) throw error;
    throw new Error(`“${file}”: ${messageOf(error)}`, { cause: error });
  });
  if (options.json) jsonLine({ type: 'verified', file, by, tolerance: TOLERANCE, differences });
  for (const { output, relative } of differences) {
    say(`${output.padEnd(10)} ${relative.toExponential(1)}`);
  }
  const wrong = differences.find(({ relative }) => !(relative < TOLERANCE));
  if (wrong) {
    throw new Error(`“${wrong.output}” of “${file}” is off by ${wrong.relative.toExponential(1)} in ${by}.`);
  }
  say(`“${file}” computes what the lab did, to ${TOLERANCE} relative, in ${by}.`);
}

interface Verdict {
  /** What ran the network. */
  readonly by: string;
  readonly differences: readonly Difference[];
}

async function differencesOf({ name, bytes, weights }: Exported, options: VerifyOptions): Promise<Verdict> {
  switch (path.extname(name)) {
    case '.onnx': {
      const { inputs, outputs } = vectorsIn(readOnnxMetadata(bytes));
      const { runtime } = options;
      const found = await runOnnx(runtime, bytes, inputs);
      return { by: `onnxruntime-${runtime}`, differences: compareOutputs(outputs, found) };
    }
    case '.safetensors':
      return ours(readSafetensors(bytes), options);
    case '.npz':
      return ours(readNpz(bytes), options);
    case '.json':
      return inTfjs(bytes, weights, options);
    default:
      throw new BadUsage(`“${name}” should end in ${CHECKED.join(', ')} or .zip.`);
  }
}

/** The model as stock TensorFlow.js runs it. */
async function inTfjs(
  modelJson: Uint8Array,
  weights: Uint8Array | undefined,
  options: BackendChoice,
): Promise<Verdict> {
  if (!weights) throw new Error(`“${WEIGHTS_FILE}” is not beside “${MODEL_FILE}”.`);
  await startBackend(await backendOptions(options));
  const { model, metadata } = await loadTfjs(modelJson, weights);
  const { inputs, outputs } = vectorsIn(metadata);
  const found = await runTfjs(model, inputs);
  model.dispose();
  return { by: `TensorFlow.js (${options.backend})`, differences: compareOutputs(outputs, found) };
}

/** The weights of the file in our own networks. */
async function ours(
  { tensors, metadata }: { tensors: Map<string, PlainTensor>; metadata: Record<string, string> },
  options: BackendChoice,
): Promise<Verdict> {
  const config = configIn(metadata);
  const { inputs, outputs } = vectorsIn(metadata);
  const stated = metadata['network'];
  if (!stated) throw new Error('The file does not say which network it holds; export it anew.');
  const network = exportOf(config, stated);
  await startBackend(await backendOptions(options));
  const networks = networksOf(config);
  try {
    writeNetworks(
      networks,
      new Map([...(await readNetworks(networks)), ...networkParameters(network, tensors, config)]),
    );
    const preprocessing: Preprocessing = metadata['preprocessingIs'] === 'outside' ? 'outside' : 'inside';
    const found = await computeOutputs(network, networks, config, preprocessing, inputs);
    return { by: `the lab (${options.backend})`, differences: compareOutputs(outputs, found) };
  } finally {
    disposeNetworks(networks);
  }
}
