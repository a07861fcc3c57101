/**
 * An ONNX graph under construction. Encoded by onnx-buf, which is onnx.proto compiled for @bufbuild/protobuf: typed, and
 * unlike protobufjs without `eval`, which the page's security policy forbids.
 */
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  ModelProtoSchema,
  TensorProto_DataType,
  type AttributeProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';
import type { PlainTensor } from '../../networks/parameters';
import type { Value } from '../graph/draft';
import { SOFTWARE } from '../software';

/** Operator sets, and the file version that came with each. Ours are the same in both; old checkers know the first. */
const IR_VERSIONS = { 17: 8n, 22: 10n } as const;
export type Opset = keyof typeof IR_VERSIONS;
export const OPSETS = Object.keys(IR_VERSIONS).map(Number) as Opset[];

export type Attribute = Omit<MessageInitShape<typeof AttributeProtoSchema>, 'name' | '$typeName'>;

/** Lengths of the axes; a name stands for one that may vary. */
export type Axes = readonly (number | string)[];

export const integer = (value: number): Attribute => ({ type: AttributeType.INT, i: BigInt(value) });
export const float = (value: number): Attribute => ({ type: AttributeType.FLOAT, f: value });
export const text = (value: string): Attribute => ({
  type: AttributeType.STRING,
  s: new TextEncoder().encode(value),
});
export const integers = (values: readonly number[]): Attribute => ({
  type: AttributeType.INTS,
  ints: values.map(BigInt),
});

export class OnnxGraph {
  readonly #name: string;
  readonly #nodes: MessageInitShape<typeof NodeProtoSchema>[] = [];
  readonly #tensors = new Map<string, MessageInitShape<typeof TensorProtoSchema>>();
  readonly #inputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  readonly #outputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** A float32 input. */
  input(name: string, axes: Axes, doc: string): Value {
    this.#inputs.push(valueInfo(name, axes, doc));
    return name as Value;
  }

  /** Gives a value that is already named to the outside. */
  output(value: Value, axes: Axes, doc: string): void {
    this.#outputs.push(valueInfo(value, axes, doc));
  }

  /** Numbers that come with the graph; those of one name are stored once. */
  tensor(name: string, { shape, data }: PlainTensor): Value {
    if (!this.#tensors.has(name)) {
      this.#tensors.set(name, {
        name,
        dims: shape.map(BigInt),
        dataType: TensorProto_DataType.FLOAT,
        rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) as Uint8Array<ArrayBuffer>,
      });
    }
    return name as Value;
  }

  /** Adds a node with one output, which is called `name` if given. '' in `inputs` leaves out an optional one. */
  node(
    operator: string,
    inputs: readonly (Value | '')[],
    attributes: Readonly<Record<string, Attribute>> = {},
    name = `${operator}_${this.#nodes.length}`,
  ): Value {
    this.#nodes.push({
      name,
      opType: operator,
      input: [...inputs],
      output: [name],
      attribute: Object.entries(attributes).map(([key, value]) => ({ ...value, name: key })),
    });
    return name as Value;
  }

  /** The file, with metadata as text by name. */
  encode(metadata: Readonly<Record<string, string>>, opset: Opset): Uint8Array<ArrayBuffer> {
    const model = create(ModelProtoSchema, {
      irVersion: IR_VERSIONS[opset],
      producerName: SOFTWARE.name,
      producerVersion: SOFTWARE.version,
      opsetImport: [{ version: BigInt(opset) }],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      graph: {
        name: this.#name,
        node: this.#nodes,
        initializer: [...this.#tensors.values()],
        input: this.#inputs,
        output: this.#outputs,
      },
    });
    return toBinary(ModelProtoSchema, model);
  }
}

function valueInfo(name: string, axes: Axes, doc: string): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = axes.map((axis) => ({
    value:
      typeof axis === 'number'
        ? { case: 'dimValue' as const, value: BigInt(axis) }
        : { case: 'dimParam' as const, value: axis },
  }));
  return {
    name,
    docString: doc,
    type: { value: { case: 'tensorType', value: { elemType: TensorProto_DataType.FLOAT, shape: { dim } } } },
  };
}
