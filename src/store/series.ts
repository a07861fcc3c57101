/** Append-only numbers over steps, outside of React so that 20,000 points cost nothing to keep. */
export class Series {
  #x = new Float64Array(256);
  #y = new Float64Array(256);
  #length = 0;
  #version = 0;

  get length(): number {
    return this.#length;
  }

  /** Grows with every change, so that a drawing knows whether it is up to date. */
  get version(): number {
    return this.#version;
  }

  /** Steps, [length]. A view, valid until the next push. */
  get x(): Float64Array {
    return this.#x.subarray(0, this.#length);
  }

  /** Values, [length]. A view, valid until the next push. */
  get y(): Float64Array {
    return this.#y.subarray(0, this.#length);
  }

  push(x: number, y: number): void {
    if (this.#length === this.#x.length) {
      this.#x = doubled(this.#x);
      this.#y = doubled(this.#y);
    }
    this.#x[this.#length] = x;
    this.#y[this.#length] = y;
    this.#length++;
    this.#version++;
  }

  clear(): void {
    this.#length = 0;
    this.#version++;
  }
}

function doubled(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
