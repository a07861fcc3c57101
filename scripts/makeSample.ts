/**
 * Builds the bundled sample, public/sample/: base emoji of Fluent Emoji 3D (MIT) in folders by Unicode group.
 *
 *   npm install --no-save @lobehub/fluent-emoji-3d@1.1.0 emojibase-data@17.0.0
 *   npx tsx scripts/makeSample.ts [folder of the two packages, node_modules by default]
 *
 * The packages are no dependencies since nobody else needs their 65 MB. Same packages and sharp, same bytes.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import sharp from 'sharp';
import { z } from 'zod';
import { SAMPLE_PATH } from '../src/experiments/sample';

// What the size stl10 keeps in memory for its crops of 96.
const PIXELS = 128;
const QUALITY = 82;

/** Folder of each Unicode group; skin tones and flags (all alike in shape) are left out. */
const FOLDERS: ReadonlyMap<number, string> = new Map([
  [0, 'smileys'],
  [1, 'people'],
  [3, 'animals'],
  [4, 'food'],
  [5, 'travel'],
  [6, 'activities'],
  [7, 'objects'],
  [8, 'symbols'],
]);

/** Man and woman variants of a person who is there already, and a rude gesture. */
const LEFT_OUT = /^1F46[89]-200D|-200D-264[02]|^1F595$/;

const emojiSchema = z.array(
  z.object({ label: z.string(), hexcode: z.string(), group: z.number().optional() }),
);

async function main(packages: string): Promise<void> {
  const assets = path.join(packages, '@lobehub/fluent-emoji-3d/assets');
  const table = path.join(packages, 'emojibase-data/en/data.json');
  const emoji = emojiSchema.parse(JSON.parse(await readFile(table, 'utf8')));
  const entries = new Map<string, Uint8Array>();
  for (const { label, hexcode, group } of emoji) {
    const folder = group === undefined ? undefined : FOLDERS.get(group);
    const code = hexcode.toLowerCase();
    const picture = path.join(assets, `${code}.webp`);
    if (!folder || LEFT_OUT.test(hexcode) || !existsSync(picture)) continue;
    entries.set(`${folder}/${slug(label)}-${code}.webp`, await shrink(picture));
  }
  await writeSample(entries);
}

async function shrink(picture: string): Promise<Uint8Array> {
  return sharp(picture)
    .resize(PIXELS, PIXELS, { fit: 'contain', background: '#ffffff00' })
    .flatten({ background: 'white' })
    .webp({ quality: QUALITY, effort: 6, smartSubsample: true })
    .toBuffer();
}

async function writeSample(entries: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const sorted: Zippable = Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  // WebP does not shrink further. Zip times are local: the first one there is, in any time zone.
  const zip = zipSync(sorted, { level: 0, mtime: new Date(1980, 0, 1) });
  const target = path.join('public', SAMPLE_PATH);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, zip);
  process.stdout.write(`${target}: ${entries.size} images, ${(zip.length / 1e6).toFixed(2)} MB\n`);
}

function slug(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

await main(process.argv[2] ?? 'node_modules');
