/** What can be saved, in words, and which of our small programs loads it. */
import { channels, SIZES, type SizeName } from '../../schema/sizes';
import type { ExportNetwork, ExportOrder } from '../../worker/protocol';

export const NETWORKS: Readonly<Record<ExportNetwork, string>> = {
  discriminator: 'Discriminator, whole',
  convolutions: 'Discriminator’s convolutions',
  autoencoder: 'Autoencoder',
  encoder: 'Encoder',
  decoder: 'Decoder',
  repair: 'Decoder with repair network',
  network: 'Network, whole',
};

type Format = ExportOrder['format'];

interface FormatWords {
  readonly title: string;
  readonly help: string;
  readonly mime: string;
  /** Whether the file holds a graph, which may have the preprocessing in it. */
  readonly isGraph: boolean;
  /** Loaders by the name of what runs them. */
  readonly loaders: Readonly<Record<string, string>>;
}

const ONNX = {
  'ONNX Runtime, Python': 'onnx_python.py',
  'ONNX Runtime, Node': 'onnxNode.mjs',
  'ONNX Runtime, Web': 'onnxWeb.mjs',
};
const PYTORCH = { PyTorch: 'artifact_lab.py' };

export const FORMATS: Readonly<Record<Format, FormatWords>> = {
  safetensors: {
    title: 'safetensors',
    help: 'Weights by PyTorch’s names, in its layout',
    mime: 'application/octet-stream',
    isGraph: false,
    loaders: { ...PYTORCH, 'TensorFlow.js': 'tfjs.mjs' },
  },
  onnx: {
    title: 'ONNX',
    help: 'The network itself, for ONNX Runtime and others',
    mime: 'application/octet-stream',
    isGraph: true,
    loaders: ONNX,
  },
  tfjs: {
    title: 'TensorFlow.js',
    help: 'A graph model: model.json and weights.bin in a zip',
    mime: 'application/zip',
    isGraph: true,
    loaders: { 'TensorFlow.js': 'tfjsGraph.mjs' },
  },
  npz: {
    title: 'NumPy .npz',
    help: 'Weights as arrays, in PyTorch’s layout; the metadata as “metadata.json”',
    mime: 'application/zip',
    isGraph: false,
    loaders: {},
  },
  zip: {
    title: 'all, in a zip',
    help: 'All networks in all formats, with their loaders',
    mime: 'application/zip',
    isGraph: true,
    loaders: { ...PYTORCH, ...ONNX, 'TensorFlow.js': 'tfjsGraph.mjs' },
  },
};

/** Of conv1, at full width. */
const FILTERS = 96;

/** For NumPy no program is needed: how a file of a run of this size is read. */
export function numpyLines(size: SizeName): string {
  const { conv1Kernel: kernel } = SIZES[size];
  return `import json, numpy as np
file = np.load("discriminator.npz")
conv1 = file["conv1.weight"]                  # [${channels(size, 'trunk', FILTERS)}, 3, ${kernel}, ${kernel}]
metadata = json.loads(file["metadata.json"])  # config, preprocessing, citation, an input and our outputs
`;
}
