/** A rectangle of an image in its own pixels, continuous: pixel i covers [i, i+1). */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Which source pixels make up each output pixel along one axis, and with what weights. */
interface Taps {
  /** First source pixel of each output pixel. */
  readonly first: Int32Array;
  /** [outputs, perOutput]; rows add up to 1 and are padded with zeros. */
  readonly weights: Float32Array;
}

/**
 * Cuts rectangles out of square RGB images of one size and resizes them to a smaller or larger square.
 *
 * Bilinear with half-pixel centres. Where the crop has more pixels than the output the triangle is widened to
 * cover them all, so that shrinking does not alias; TensorFlow's resize in [C] does not widen it.
 */
export class Cropper {
  readonly #from: number;
  readonly #to: number;
  readonly #perOutput: number;
  readonly #columns: Taps;
  readonly #rows: Taps;
  /** The crop with its columns resized, [from, to, 3]; rows outside the crop are stale. */
  readonly #narrow: Float32Array;

  /** For images of `from` px a side and results of `to` px a side. */
  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
    // The widest crop is the whole image; a triangle of radius r is above zero on at most ⌈2r⌉ pixels.
    this.#perOutput = Math.min(from, Math.ceil(2 * Math.max(1, from / to)));
    this.#columns = this.#noTaps();
    this.#rows = this.#noTaps();
    this.#narrow = new Float32Array(from * to * 3);
  }

  /**
   * Writes the crop of `image` ([from, from, 3], bytes) to `out` from `offset` on: [to, to, 3], values in [0, 255].
   * `mirror` swaps left and right. The crop must lie inside the image.
   */
  draw(image: Uint8Array, crop: Crop, mirror: boolean, out: Float32Array, offset: number): void {
    this.#aim(this.#columns, crop.x, crop.width, mirror);
    this.#aim(this.#rows, crop.y, crop.height, false);
    const top = this.#rows.first[0]!;
    const bottom = Math.min(this.#from, this.#rows.first[this.#to - 1]! + this.#perOutput);
    this.#resizeColumns(image, top, bottom);
    this.#resizeRows(out, offset);
  }

  #noTaps(): Taps {
    return { first: new Int32Array(this.#to), weights: new Float32Array(this.#to * this.#perOutput) };
  }

  #aim(taps: Taps, start: number, length: number, mirror: boolean): void {
    const { first, weights } = taps;
    const per = this.#perOutput;
    const scale = length / this.#to;
    const radius = Math.max(1, scale);
    weights.fill(0);
    for (let i = 0; i < this.#to; i++) {
      const output = mirror ? this.#to - 1 - i : i;
      const centre = start + (i + 0.5) * scale - 0.5;
      const nearest = Math.max(0, Math.floor(centre - radius) + 1);
      // Never past the last `per` pixels, so that the padding of a row stays inside the image.
      const from = Math.min(nearest, this.#from - per);
      let sum = 0;
      for (let t = 0; t < per; t++) {
        const weight = Math.max(0, radius - Math.abs(from + t - centre));
        weights[output * per + t] = weight;
        sum += weight;
      }
      for (let t = 0; t < per; t++) weights[output * per + t]! /= sum;
      first[output] = from;
    }
  }

  #resizeColumns(image: Uint8Array, top: number, bottom: number): void {
    const { first, weights } = this.#columns;
    const per = this.#perOutput;
    const narrow = this.#narrow;
    for (let y = top; y < bottom; y++) {
      for (let x = 0; x < this.#to; x++) {
        let red = 0;
        let green = 0;
        let blue = 0;
        let source = (y * this.#from + first[x]!) * 3;
        for (let t = x * per; t < (x + 1) * per; t++) {
          const weight = weights[t]!;
          red += weight * image[source]!;
          green += weight * image[source + 1]!;
          blue += weight * image[source + 2]!;
          source += 3;
        }
        const target = (y * this.#to + x) * 3;
        narrow[target] = red;
        narrow[target + 1] = green;
        narrow[target + 2] = blue;
      }
    }
  }

  #resizeRows(out: Float32Array, offset: number): void {
    const { first, weights } = this.#rows;
    const per = this.#perOutput;
    const narrow = this.#narrow;
    const rowLength = this.#to * 3;
    for (let y = 0; y < this.#to; y++) {
      const target = offset + y * rowLength;
      out.fill(0, target, target + rowLength);
      for (let t = 0; t < per; t++) {
        const weight = weights[y * per + t]!;
        if (weight === 0) continue;
        const source = (first[y]! + t) * rowLength;
        for (let i = 0; i < rowLength; i++) out[target + i]! += weight * narrow[source + i]!;
      }
    }
  }
}
