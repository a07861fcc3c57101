/** Zips as other programs really write them, made here: names in old encodings, names that come twice, encryption. */
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { zipSync } from 'fflate';

export interface PackedFile {
  /** The bytes of its name, two at least. */
  readonly name: Uint8Array;
  readonly content: Uint8Array;
}

/** A zip of files whose names are just these bytes, and no word of what encoding they are in. */
export function zipOfRawNames(files: readonly PackedFile[], host = 0): Uint8Array<ArrayBuffer> {
  // Packed under names of the same length, which are then written over, in both places.
  const stand = ({ name }: PackedFile, i: number): string => `\x01${i}`.padEnd(name.length, '\x02');
  const zip = zipSync(
    Object.fromEntries(files.map((file, i) => [stand(file, i), [file.content, { os: host }]])),
  );
  const bytes = Buffer.from(zip.buffer);
  for (const [i, file] of files.entries()) {
    const wanted = Buffer.from(stand(file, i), 'latin1');
    for (let at = -1; (at = bytes.indexOf(wanted, at + 1)) >= 0;) bytes.set(file.name, at);
  }
  return zip;
}

/** A zip some of whose files are encrypted, by the old method or by AES. */
export async function encryptedZip(
  files: Readonly<Record<string, { readonly content: Uint8Array; readonly encrypted: boolean }>>,
  method: 'ZipCrypto' | 'AES',
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const [name, { content, encrypted }] of Object.entries(files)) {
    const secret = { password: 'secret', zipCrypto: method === 'ZipCrypto' };
    await writer.add(name, new Uint8ArrayReader(content), encrypted ? secret : {});
  }
  return Uint8Array.from(await writer.close());
}
