import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors';

const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((shape) => {
  const length = shape.reduce((product, side) => product * side, 1);
  return fc
    .float32Array({ minLength: length, maxLength: length })
    .map((data) => ({ shape, data: Float32Array.from(data) }));
});
const tensors = fc
  .array(fc.tuple(fc.string({ unit: 'grapheme' }), tensor), { maxLength: 6 })
  .map((entries) => new Map(entries));
const metadata = fc
  .dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))
  .map((record) => ({ ...record }));

/** A file with this header and data, whatever they are. */
function file(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** Reading either works, with no more numbers than the file has, or throws a plain Error with a message. */
function readOrExplain(bytes: Uint8Array): void {
  try {
    const { tensors } = readSafetensors(bytes);
    const numbers = [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
    expect(4 * numbers).toBeLessThan(bytes.length);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).constructor).toBe(Error);
    expect((error as Error).message).toMatch(/safetensors file|“.*”/s);
  }
}

describe('writeSafetensors and readSafetensors', () => {
  test('what was written is read, bit for bit', () => {
    fc.assert(
      fc.property(tensors, metadata, (written, notes) => {
        const read = readSafetensors(writeSafetensors(written, notes));
        expect(read.metadata).toEqual(notes);
        expect(new Set(read.tensors.keys())).toEqual(new Set(written.keys()));
        for (const [name, { shape, data }] of written) {
          expect(read.tensors.get(name)).toEqual({ shape, data });
        }
      }),
    );
  });

  test('the bytes are the documented ones', () => {
    const bytes = writeSafetensors(new Map([['a', { shape: [1, 2], data: Float32Array.of(1, -2) }]]), {
      format: 'pt',
    });
    const header = '{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect(new DataView(bytes.buffer).getUint32(0, true)).toBe(padded.length);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + padded.length))).toBe(padded);
    expect([...bytes.subarray(8 + padded.length)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  test('views into larger buffers are written and read', () => {
    const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    const written = writeSafetensors(new Map([['a', { shape: [2], data }]]), {});
    const shifted = new Uint8Array(written.length + 3);
    shifted.set(written, 3);
    expect([...readSafetensors(shifted.subarray(3)).tensors.get('a')!.data]).toEqual([1, 2]);
  });

  test('a Buffer, as readFile gives it, is read', () => {
    const data = Float32Array.of(1, 2);
    const file = Buffer.from(writeSafetensors(new Map([['a', { shape: [2], data }]]), {}));
    expect(readSafetensors(file).tensors.get('a')).toEqual({ shape: [2], data });
  });

  test('a shape that is not the data’s, and a reserved name, are refused', () => {
    const data = new Float32Array(3);
    expect(() => writeSafetensors(new Map([['a', { shape: [2], data }]]), {})).toThrow(/“a” has 3 values/);
    expect(() => writeSafetensors(new Map([['__metadata__', { shape: [3], data }]]), {})).toThrow(
      /cannot be called/,
    );
  });
});

describe('readSafetensors refuses, naming what is wrong', () => {
  const entry = (changes: object): string =>
    JSON.stringify({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...changes } });
  const eight = new Uint8Array(8);

  test.each([
    ['too short', new Uint8Array(7), /shorter than eight bytes/],
    ['a header beyond the end', file('{}').subarray(0, 9), /length that the file does not have/],
    ['a header of absurd length', new Uint8Array(64).fill(255), /length that the file does not have/],
    ['no JSON', file('{'), /not JSON/],
    ['no UTF-8', new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0xff]), /not JSON/],
    ['no object', file('[]'), /not a JSON object/],
    ['metadata that is no text', file('{"__metadata__":{"a":1}}'), /metadata/],
    ['half precision', file(entry({ dtype: 'F16' }), eight), /“w” holds F16/],
    ['a negative side', file(entry({ shape: [-2] }), eight), /“w” .* lacks a valid/],
    ['a wrong size', file(entry({ shape: [3] }), eight), /“w” has 8 bytes/],
    ['an overflowing shape', file(entry({ shape: [2 ** 52, 2 ** 52] }), eight), /“w” has 8 bytes/],
    ['a file cut off', file(entry({}), eight.subarray(1)), /“w” reaches beyond the end/],
    ['a gap', file(entry({ data_offsets: [8, 16] }), new Uint8Array(16)), /“w” begins at byte 8/],
    ['bytes left over', file(entry({}), new Uint8Array(9)), /1 bytes after its last tensor/],
  ])('%s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  test('overlapping tensors', () => {
    const header = JSON.stringify({
      a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
    });
    expect(() => readSafetensors(file(header, new Uint8Array(12)))).toThrow(/“b” begins at byte 4/);
  });

  test('10,000 times any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), readOrExplain), { numRuns: 10_000 });
  });

  test('10,000 times any JSON as the header', () => {
    fc.assert(
      fc.property(fc.json(), fc.uint8Array({ maxLength: 32 }), (header, data) =>
        readOrExplain(file(header, data)),
      ),
      { numRuns: 10_000 },
    );
  });

  test('10,000 entries that lie about type, shape and place: no memory for what is not there', () => {
    const number = fc.oneof(fc.nat(64), fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 53 - 1, 1e300));
    const lie = fc.record(
      {
        dtype: fc.oneof(fc.constantFrom('F32', 'F16', 'I64', ''), fc.anything({ maxDepth: 0 })),
        shape: fc.oneof(fc.array(number, { maxLength: 4 }), fc.anything({ maxDepth: 1 })),
        data_offsets: fc.oneof(fc.tuple(number, number), fc.array(number, { maxLength: 3 })),
      },
      { requiredKeys: [] },
    );
    const header = fc.dictionary(fc.oneof(fc.string(), fc.constant('__metadata__')), lie, { maxKeys: 3 });
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 64 }), (entries, data) => {
        const text = JSON.stringify(entries, (_, value: unknown) =>
          typeof value === 'bigint' ? null : value,
        );
        readOrExplain(file(text, data));
      }),
      { numRuns: 10_000 },
    );
  });

  test('10,000 valid files with one byte changed or the end cut off', () => {
    fc.assert(
      fc.property(tensors, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat(), (written, at, byte, cut) => {
        const bytes = writeSafetensors(written, { format: 'pt' });
        bytes[at % bytes.length] = byte;
        readOrExplain(bytes);
        readOrExplain(bytes.subarray(0, cut % bytes.length));
      }),
      { numRuns: 10_000 },
    );
  });
});
