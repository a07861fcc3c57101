/** src/networks/encoder.ts, decoder.ts and repair.ts as graphs. */
import type { ArtifactsConfig } from '../config';
import { SIZES } from '../../../schema/sizes';
import { decoderLayers } from '../networks/decoder';
import { encoderChannels, featureChannels } from '../networks/encoder';
import { repairBlocks } from '../networks/repair';
import type { Preprocessing } from '../../../export/networkExport';
import type { Draft, Shape, Value } from '../../../export/graph/draft';

const PICTURE: Shape = { channels: 3, height: 'height', width: 'width' };

/** Image to features; names of weights begin with `prefix`. */
export function addEncoder(
  draft: Draft,
  config: ArtifactsConfig,
  preprocessing: Preprocessing,
  prefix = '',
): Value {
  const { length: last } = encoderChannels(config.size);
  let z = pictures(draft, preprocessing);
  for (let i = 1; i <= last; i++) {
    const layer = `${prefix}conv${i}`;
    const normalized = draft.normalization(draft.convolution(z, layer, i === 1 ? 1 : 2), `${layer}.bn`);
    z = draft.leakyRelu(normalized, config.leakySlope, i === last ? 'features' : undefined);
  }
  const { stride } = SIZES[config.size];
  const [height, width] = [`height/${stride}`, `width/${stride}`];
  draft.output('features', z, { channels: featureChannels(config), height, width }, 'φ of the images.');
  return z;
}

/** Features to images. */
export function addDecoder(draft: Draft, config: ArtifactsConfig, preprocessing: Preprocessing): void {
  addImage(draft, config, preprocessing, featureInput(draft, config), '', (_, z) => z);
}

/** Images to φ and to what the decoder makes of φ. */
export function addAutoencoder(draft: Draft, config: ArtifactsConfig, preprocessing: Preprocessing): void {
  const features = addEncoder(draft, config, preprocessing, 'encoder.');
  addImage(draft, config, preprocessing, features, 'decoder.', (_, z) => z);
}

/** Damaged features φ̂ and Ω to the corrupt image D̂(φ̂, Ω), eq. (2). */
export function addRepair(draft: Draft, config: ArtifactsConfig, preprocessing: Preprocessing): void {
  const features = featureInput(draft, config);
  const shape = { channels: 1, height: 'rows', width: 'columns' };
  const mask = draft.input('mask', shape, 'Ω: 1 where the cell was kept, 0 where dropped.');
  const blocks = repairBlocks(config);
  addImage(draft, config, preprocessing, features, 'decoder.', (i, z) =>
    blocks
      .filter(({ layer }) => layer === i)
      // R/1 is block1 in PyTorch’s names.
      .reduce((y, { name }) => repairBlock(draft, config, name.replace('R/', 'repair.block'), i, y, mask), z),
  );
}

function pictures(draft: Draft, preprocessing: Preprocessing): Value {
  if (preprocessing === 'outside') return draft.input('normalized', PICTURE, 'RGB in −1 … 1.');
  const image = draft.input('image', PICTURE, 'RGB in 0 … 255, as float32.');
  return draft.arithmetic('sub', draft.arithmetic('div', image, draft.number(127.5)), draft.number(1));
}

function featureInput(draft: Draft, config: ArtifactsConfig): Value {
  const shape = { channels: featureChannels(config), height: 'rows', width: 'columns' };
  return draft.input('features', shape, 'φ, damaged or not.');
}

/** The decoder up to its output, which is 0 … 255 with preprocessing inside, else −1 … 1. */
function addImage(
  draft: Draft,
  config: ArtifactsConfig,
  preprocessing: Preprocessing,
  features: Value,
  prefix: string,
  hook: (i: number, z: Value) => Value,
): void {
  const last = decoderLayers(config.size);
  let z = features;
  for (let i = 1; i < last; i++) {
    const layer = `${prefix}conv${i}`;
    const convolved = draft.convolution(draft.upsample2x(hook(i, z), 2 ** i), layer);
    z = draft.leakyRelu(draft.normalization(convolved, `${layer}.bn`), config.leakySlope);
  }
  const colours = draft.convolution(hook(last, z), `${prefix}conv${last}`);
  const decoded =
    config.decoderOutput === 'tanh' ? draft.tanh(colours) : draft.leakyRelu(colours, config.leakySlope);
  const inside = preprocessing === 'inside';
  const doc = inside ? 'RGB in 0 … 255.' : 'RGB in −1 … 1.';
  const shape = { channels: 3, height: 'decoded_height', width: 'decoded_width' };
  draft.output('decoded', inside ? inBytes(draft, decoded) : decoded, shape, doc);
}

function inBytes(draft: Draft, decoded: Value): Value {
  const half = draft.number(127.5);
  return draft.arithmetic('add', draft.arithmetic('mul', decoded, half), half);
}

/** z + (1 − Ω) ⊙ residual(z, Ω) before layer i of D, eq. (1). */
function repairBlock(
  draft: Draft,
  config: ArtifactsConfig,
  block: string,
  i: number,
  z: Value,
  mask: Value,
): Value {
  // The input of D_1 is φ itself; each further one is twice as large.
  const cells = draft.enlarge(mask, 2 ** (i - 1));
  const input = config.repairPreNorm ? draft.normalization(z, `${block}.norm`) : z;
  const joined = draft.concat(input, cells);
  const first = draft.normalization(draft.convolution(joined, `${block}.first`), `${block}.first.bn`);
  const change = draft.convolution(draft.leakyRelu(first, config.leakySlope), `${block}.last`);
  if (!config.repairGate) return draft.arithmetic('add', z, change);
  const dropped = draft.arithmetic('sub', draft.number(1), cells);
  return draft.arithmetic('add', z, draft.arithmetic('mul', dropped, change));
}
