/** src/networks/encoder.ts, decoder.ts and repair.ts as ONNX. All take maps of any size, pictures in multiples of 16. */
import type { Config } from '../../experiments/config';
import { STRIDE } from '../../experiments/sizes';
import { featureChannels } from '../../networks/encoder';
import type { Preprocessing } from '../networkParts';
import { integer, type Axes, type Value } from './graph';
import { convolution, enlarge, leakyRelu, normalization, scalar, upsample2x, type Draft } from './layers';

const PICTURE_AXES: Axes = ['n', 3, 'height', 'width'];

/** Image to features; names of weights begin with `prefix`. */
export function addEncoder(draft: Draft, config: Config, preprocessing: Preprocessing, prefix = ''): Value {
  const { graph } = draft;
  let z = pictures(draft, preprocessing);
  for (let i = 1; i <= 5; i++) {
    const layer = `${prefix}conv${i}`;
    const normalized = normalization(draft, convolution(draft, z, layer, i === 1 ? 1 : 2), `${layer}.bn`);
    z = leakyRelu(draft, normalized, config.leakySlope, i === 5 ? 'features' : undefined);
  }
  graph.output(z, ['n', featureChannels(config), `height/${STRIDE}`, `width/${STRIDE}`], 'φ of the images.');
  return z;
}

/** Features to images. */
export function addDecoder(draft: Draft, config: Config, preprocessing: Preprocessing): void {
  addImage(draft, config, preprocessing, featureInput(draft, config), '', (_, z) => z);
}

/** Images to φ and to what the decoder makes of φ. */
export function addAutoencoder(draft: Draft, config: Config, preprocessing: Preprocessing): void {
  const features = addEncoder(draft, config, preprocessing, 'encoder.');
  addImage(draft, config, preprocessing, features, 'decoder.', (_, z) => z);
}

/** Damaged features φ̂ and Ω to the corrupt image D̂(φ̂, Ω), eq. (2). */
export function addRepair(draft: Draft, config: Config, preprocessing: Preprocessing): void {
  const { graph } = draft;
  const features = featureInput(draft, config);
  const mask = graph.input(
    'mask',
    ['n', 1, 'rows', 'columns'],
    'Ω: 1 where the cell was kept, 0 where dropped.',
  );
  addImage(draft, config, preprocessing, features, 'decoder.', (i, z) =>
    repairBlock(draft, config, i, z, mask),
  );
}

function pictures(draft: Draft, preprocessing: Preprocessing): Value {
  const { graph } = draft;
  if (preprocessing === 'outside') return graph.input('normalized', PICTURE_AXES, 'RGB in −1 … 1.');
  const image = graph.input('image', PICTURE_AXES, 'RGB in 0 … 255, as float32.');
  return graph.node('Sub', [graph.node('Div', [image, scalar(draft, 127.5)]), scalar(draft, 1)]);
}

function featureInput({ graph }: Draft, config: Config): Value {
  return graph.input('features', ['n', featureChannels(config), 'rows', 'columns'], 'φ, damaged or not.');
}

/** The decoder up to its output, which is 0 … 255 with preprocessing inside, else −1 … 1. */
function addImage(
  draft: Draft,
  config: Config,
  preprocessing: Preprocessing,
  features: Value,
  prefix: string,
  hook: (i: number, z: Value) => Value,
): void {
  const { graph } = draft;
  let z = features;
  for (let i = 1; i <= 4; i++) {
    const layer = `${prefix}conv${i}`;
    const convolved = convolution(draft, upsample2x(draft, hook(i, z)), layer);
    z = leakyRelu(draft, normalization(draft, convolved, `${layer}.bn`), config.leakySlope);
  }
  const last = convolution(draft, hook(5, z), `${prefix}conv5`);
  const inside = preprocessing === 'inside';
  const name = inside ? undefined : 'decoded';
  const decoded =
    config.decoderOutput === 'tanh'
      ? graph.node('Tanh', [last], {}, name)
      : leakyRelu(draft, last, config.leakySlope, name);
  const doc = inside ? 'RGB in 0 … 255.' : 'RGB in −1 … 1.';
  graph.output(inside ? inBytes(draft, decoded) : decoded, ['n', 3, 'decoded_height', 'decoded_width'], doc);
}

function inBytes(draft: Draft, decoded: Value): Value {
  const half = scalar(draft, 127.5);
  return draft.graph.node('Add', [draft.graph.node('Mul', [decoded, half]), half], {}, 'decoded');
}

/** z + (1 − Ω) ⊙ residual_i(z, Ω), eq. (1). */
function repairBlock(draft: Draft, config: Config, i: number, z: Value, mask: Value): Value {
  const { graph } = draft;
  const block = `repair.block${i}`;
  // The input of D_1 and so of R_1 is φ itself; each further one is twice as large.
  const cells = enlarge(draft, mask, 2 ** (i - 1));
  const input = config.repairPreNorm ? normalization(draft, z, `${block}.norm`) : z;
  const joined = graph.node('Concat', [input, cells], { axis: integer(1) });
  const first = normalization(draft, convolution(draft, joined, `${block}.first`), `${block}.first.bn`);
  const change = convolution(draft, leakyRelu(draft, first, config.leakySlope), `${block}.last`);
  if (!config.repairGate) return graph.node('Add', [z, change]);
  const dropped = graph.node('Sub', [scalar(draft, 1), cells]);
  return graph.node('Add', [z, graph.node('Mul', [dropped, change])]);
}
