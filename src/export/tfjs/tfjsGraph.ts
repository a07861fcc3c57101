/** A graph for TensorFlow.js under construction: the model.json and the one file of weights that `tf.loadGraphModel` reads. */
import { SOFTWARE } from '../software';
import type { Value } from '../graph/draft';

/** An attribute as protobuf's JSON has it; text is in base64. */
export type Attribute = Readonly<Record<string, unknown>>;

export const integer = (value: number): Attribute => ({ i: String(value) });
export const float = (value: number): Attribute => ({ f: value });
export const flag = (value: boolean): Attribute => ({ b: value });
export const text = (value: string): Attribute => ({ s: btoa(value) });
export const integers = (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } });
const type = (name: DataType): Attribute => ({ type: name === 'float32' ? 'DT_FLOAT' : 'DT_INT32' });
const shape = (sides: readonly number[]) => ({ dim: sides.map((side) => ({ size: String(side) })) });

type DataType = 'float32' | 'int32';

interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

interface Port {
  readonly name: string;
  readonly dtype: 'DT_FLOAT';
  readonly tensorShape?: ReturnType<typeof shape>;
}

export const MODEL_FILE = 'model.json';
export const WEIGHTS_FILE = 'weights.bin';

export class TfjsGraph {
  readonly #nodes: object[] = [];
  readonly #weights = new Map<string, Weight>();
  readonly #inputs: Record<string, Port> = {};
  readonly #outputs: Record<string, Port> = {};

  /** A float32 input; −1 stands for a length that may vary. */
  input(name: string, sides: readonly number[]): Value {
    this.#nodes.push({
      name,
      op: 'Placeholder',
      attr: { dtype: type('float32'), shape: { shape: shape(sides) } },
    });
    this.#inputs[name] = { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: shape(sides) };
    return name as Value;
  }

  /** Gives a value to the outside by its name. */
  output(value: Value): void {
    this.#outputs[value] = { name: `${value}:0`, dtype: 'DT_FLOAT' };
  }

  /** Numbers that come with the graph; those of one name are stored once. */
  weight(name: string, weight: Weight): Value {
    if (!this.#weights.has(name)) {
      this.#weights.set(name, weight);
      const dtype = dataType(weight);
      const value = { tensor: { ...{ dtype: type(dtype)['type'], tensorShape: shape(weight.shape) } } };
      this.#nodes.push({ name, op: 'Const', attr: { dtype: type(dtype), value } });
    }
    return name as Value;
  }

  /** Adds a node, which is called `name` if given. */
  node(
    op: string,
    input: readonly Value[],
    attributes: Readonly<Record<string, Attribute>> = {},
    name = `${op}_${this.#nodes.length}`,
  ): Value {
    this.#nodes.push({ name, op, input, attr: { T: type('float32'), ...attributes } });
    return name as Value;
  }

  /** The files by name. @param metadata text by name, found again as `userDefinedMetadata` */
  encode(metadata: Readonly<Record<string, string>>): Map<string, Uint8Array<ArrayBuffer>> {
    const weights = [...this.#weights].map(([name, weight]) => ({
      ...{ name, shape: weight.shape, dtype: dataType(weight) },
    }));
    const model = {
      format: 'graph-model',
      generatedBy: `${SOFTWARE.name} ${SOFTWARE.version}`,
      convertedBy: null,
      userDefinedMetadata: metadata,
      signature: { inputs: this.#inputs, outputs: this.#outputs },
      modelTopology: { node: this.#nodes, library: {}, versions: { producer: 1087 } },
      weightsManifest: [{ paths: [WEIGHTS_FILE], weights }],
    };
    return new Map([
      [MODEL_FILE, new TextEncoder().encode(JSON.stringify(model))],
      [WEIGHTS_FILE, joined([...this.#weights.values()])],
    ]);
  }
}

function dataType({ data }: Weight): DataType {
  return data instanceof Float32Array ? 'float32' : 'int32';
}

function joined(weights: readonly Weight[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(weights.reduce((sum, { data }) => sum + data.byteLength, 0));
  let position = 0;
  for (const { data } of weights) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}
