import { SIZES, type SizeName } from '../schema/sizes';

/** As the examples in docs/loaders have it, whose pictures are those of size `stl10`. */
const SIDES = /\b96, 96\b/g;
/** And the file that they load. */
const FILE = /\bdiscriminator(?=\.(safetensors|onnx|npz)\b|-tfjs\/)/g;

/** An example of docs/loaders with the pictures of a run of this size and its network, so that it runs as it stands. */
export function exampleCode(text: string, size: SizeName, network: string): string {
  const { pixels } = SIZES[size];
  return text.replace(SIDES, `${pixels}, ${pixels}`).replace(FILE, network);
}
