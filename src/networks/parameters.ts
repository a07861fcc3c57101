/** A network's weights: named tf.Variables, made from a list of specs by a seeded generator. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';

/**
 * How a parameter starts.
 * `he`: variance scaling, factor 2, FAN_AVG, truncated normal, as the authors' E, D and R.
 * `xavier`: uniform with limit √(6 / (fan_in + fan_out)), as their C.
 * A number fills the parameter with it.
 */
export type Initializer = 'he' | 'xavier' | number;

export interface ParameterSpec {
  /** Network letter, layer and role: `E/2/kernel`, `C/conv1/bias`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly init: Initializer;
  /** Groups of a grouped convolution: each group's fan-out is its share of the output channels. */
  readonly groups?: number;
  /** Of a matrix [places · in, out] that stands for a convolution over a whole map: how many places the map has. */
  readonly places?: number;
  /** False for the moving averages of batch normalisation. */
  readonly trainable: boolean;
  /** Whether weight decay applies: convolution and fully connected kernels. */
  readonly decays: boolean;
}

/** Plain numbers of one parameter, as files hold them. */
export interface PlainTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export class Parameters {
  readonly specs: readonly ParameterSpec[];
  readonly #variables = new Map<string, tf.Variable>();

  /**
   * @param start draws the initial values or has them: as numbers that `assertFit` accepts, or as other parameters,
   *   with which memory is shared until one of both moves on
   */
  constructor(
    specs: readonly ParameterSpec[],
    start: Random | Parameters | ReadonlyMap<string, PlainTensor>,
  ) {
    this.specs = specs;
    for (const spec of specs) {
      const { name, shape, trainable } = spec;
      const tensor =
        start instanceof Parameters
          ? tf.clone(start.get(name))
          : tf.tensor(start instanceof Random ? initialValues(spec, start) : start.get(name)!.data, [
              ...shape,
            ]);
      this.#variables.set(name, tf.variable(tensor, trainable));
      tensor.dispose();
    }
  }

  get<R extends tf.Rank = tf.Rank>(name: string): tf.Variable<R> {
    const variable = this.#variables.get(name);
    if (!variable) throw new Error(`There is no parameter “${name}”.`);
    return variable as tf.Variable<R>;
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  /** The trainable specs with their variables, in the order of the specs. */
  get trainable(): { readonly spec: ParameterSpec; readonly variable: tf.Variable }[] {
    return this.specs
      .filter((spec) => spec.trainable)
      .map((spec) => ({ spec, variable: this.get(spec.name) }));
  }

  /** Number of trainable values. */
  get trainableCount(): number {
    return this.trainable.reduce((sum, { variable }) => sum + variable.size, 0);
  }

  /** All values, moving averages included. */
  async read(): Promise<Map<string, PlainTensor>> {
    const entries = [...this.#variables].map(async ([name, variable]) => {
      const data = (await variable.data()) as Float32Array;
      return [name, { shape: variable.shape, data: data.slice() }] as const;
    });
    return new Map(await Promise.all(entries));
  }

  /** Replaces all values. Throws, changing nothing, if a parameter is missing or has another shape. */
  write(values: ReadonlyMap<string, PlainTensor>): void {
    assertFit(this.specs, values);
    for (const [name, variable] of this.#variables) {
      const { shape, data } = values.get(name)!;
      const tensor = tf.tensor(data, [...shape]);
      variable.assign(tensor);
      tensor.dispose();
    }
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
  }
}

/** Throws, naming the parameter, if one has no value or one of another shape. */
export function assertFit(
  specs: readonly Pick<ParameterSpec, 'name' | 'shape'>[],
  values: ReadonlyMap<string, PlainTensor>,
): void {
  for (const { name, shape } of specs) {
    const value = values.get(name);
    if (!value) throw new Error(`The file lacks the parameter “${name}”.`);
    if (value.shape.join() !== shape.join()) {
      throw new Error(`“${name}” has shape [${value.shape.join(', ')}], expected [${shape.join(', ')}].`);
    }
  }
}

/** Fan-in and fan-out of one group of a kernel [k, k, in / groups, out] or [places · in, out]. */
function fans(shape: readonly number[], groups: number, places: number): { fanIn: number; fanOut: number } {
  const receptive = shape.slice(0, -2).reduce((product, side) => product * side, 1);
  return { fanIn: receptive * shape.at(-2)!, fanOut: (places * receptive * shape.at(-1)!) / groups };
}

function initialValues({ shape, init, groups = 1, places = 1 }: ParameterSpec, random: Random): Float32Array {
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
  if (typeof init === 'number') return values.fill(init);
  const { fanIn, fanOut } = fans(shape, groups, places);
  if (init === 'he') {
    // 1.3 makes up for the variance that truncation at two deviations takes away.
    const deviation = Math.sqrt((1.3 * 2) / ((fanIn + fanOut) / 2));
    return values.map(() => deviation * random.truncatedNormal());
  }
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return values.map(() => random.between(-limit, limit));
}
