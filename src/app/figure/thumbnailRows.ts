/** A page of thumbnails as it is saved. Pure. */
import { shortName } from '../../base/imageName';
import type { Picture, Thumbnails } from '../../worker/protocol';

const ACROSS = 10;
/** Letters of a name that a title has room for. */
const NAME_LETTERS = 16;

/** The i-th picture, RGBA [pixels, pixels, 4]: a view, no copy. */
export function thumbnailAt({ rgba, pixels }: Thumbnails, i: number): Uint8ClampedArray<ArrayBuffer> {
  const bytes = 4 * pixels * pixels;
  return new Uint8ClampedArray(rgba.buffer, rgba.byteOffset + i * bytes, bytes);
}

/** Rows of ten; the title of each says which images of the set these are, and which of them are pinned. */
export function thumbnailRows(
  thumbnails: Thumbnails,
  from: number,
  pinned: readonly number[],
): readonly { readonly title: string; readonly pictures: readonly Picture[] }[] {
  const { pixels, names } = thumbnails;
  return Array.from({ length: Math.ceil(names.length / ACROSS) }, (_, row) => {
    const [start, end] = [row * ACROSS, Math.min(names.length, (row + 1) * ACROSS)];
    const [first, last] = [from + start, from + end - 1];
    const here = pinned.filter((image) => image >= first && image <= last);
    const name = (image: number) => shortName(names[image - from]!, NAME_LETTERS);
    const range = first === last ? name(first) : `${name(first)} – ${name(last)}`;
    const title = `${range}${here.length > 0 ? `; pinned: ${here.map(name).join(', ')}` : ''}`;
    const pictures = Array.from({ length: end - start }, (_, i) => ({
      ...{ width: pixels, height: pixels, rgba: thumbnailAt(thumbnails, start + i) },
    }));
    return { title, pictures };
  });
}
