/** Which pixels a unit of a trunk, or of the encoder, sees. */
import type { SizeName } from '../../schema/sizes';
import { convolutions, FEATURE_LAYERS } from '../../networks/trunk';

/** A unit at row or column i sees the pixels start + i·stride … start + i·stride + size − 1, as far as they exist. */
export interface ReceptiveField {
  readonly size: number;
  readonly stride: number;
  /** At most 0: SAME padding lets the first unit look over the border. */
  readonly start: number;
}

const PIXEL: ReceptiveField = { size: 1, stride: 1, start: 0 };
const POOL = { kernel: 3, stride: 2 };

/**
 * The receptive fields of conv1…conv5: in the paper 11, 51, 99, 131 and 163 px with strides 4, 8, 16, 16, 16. Images
 * have sides that are multiples of the last, so every layer's input is a multiple of its stride. Throws for a
 * layer that no trunk has.
 */
export function receptiveField(size: SizeName, layer: string): ReceptiveField {
  const layers = convolutions(size);
  let field = PIXEL;
  for (const name of FEATURE_LAYERS) {
    field = through(field, layers[name]);
    if (name === layer) return field;
    if (layers[name].pooled) field = through(field, POOL);
  }
  throw new Error(`“${layer}” is no layer of the trunk.`);
}

/** The receptive field of the encoder's layer E_i, i = 1…: 3, 4, 6, 10 and 18 px with kernels of 2. */
export function encoderField(i: number, encoderKernel: number): ReceptiveField {
  let field = through(PIXEL, { kernel: 3, stride: 1 });
  for (let layer = 2; layer <= i; layer++) field = through(field, { kernel: encoderKernel, stride: 2 });
  return field;
}

/** TensorFlow's SAME: kernel − stride pixels of padding in all, the smaller half before. */
function through(
  field: ReceptiveField,
  { kernel, stride }: { kernel: number; stride: number },
): ReceptiveField {
  const before = Math.floor((kernel - stride) / 2);
  return {
    size: field.size + (kernel - 1) * field.stride,
    stride: field.stride * stride,
    start: field.start - before * field.stride,
  };
}
