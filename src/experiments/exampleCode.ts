import { SIZES, type SizeName } from '../schema/sizes';

/** As the examples in docs/loaders have it, whose pictures are those of size `stl10`. */
const SIDES = /\b96, 96\b/g;

/** An example of docs/loaders with the pictures of a run of this size, so that it runs as it stands. */
export function exampleCode(text: string, size: SizeName): string {
  const { pixels } = SIZES[size];
  return text.replace(SIDES, `${pixels}, ${pixels}`);
}
