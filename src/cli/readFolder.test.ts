import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { damaged, oddImages, photo } from '../../e2e/oddImages';
import { withRestarts } from '../../e2e/pictures/jpeg';
import { expectCorners, pictureTable } from '../../e2e/pictures/table';
import type { ImageSet } from '../data/imageSet';
import { readImages } from '../data/readImages';
import { SAMPLE_NAME, SAMPLE_PATH } from '../experiments/sample';
import { decodeWithSharp } from './decode';
import { filesUnder } from './files';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'readFolder-'));
});
afterAll(() => rm(folder, { recursive: true }));

const PIXELS = 24;
const read = async (root: string) =>
  readImages(await filesUnder(root), { name: 'test', pixels: PIXELS, decode: decodeWithSharp });

async function put(name: string, content: Uint8Array | string): Promise<void> {
  const target = path.join(folder, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, content);
}

/** Does work without root’s leave to read everything. */
async function asNobody<Result>(work: () => Promise<Result>): Promise<Result> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid!(65534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

type Colour = readonly [number, number, number];
const RED: Colour = [255, 0, 0];
const BLUE: Colour = [0, 0, 255];
/** Inks without a profile, by plain arithmetic. */
const PRINTED_BLUE: Colour = [17, 60, 255];

/** Top half red, bottom half blue. */
function flag(width = 60, height = 60): Sharp {
  const bytes = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) bytes.set(i < (width * height) / 2 ? RED : BLUE, i * 3);
  return sharp(bytes, { raw: { width, height, channels: 3 } });
}

/** Two pages, the first a flag, the second black. */
async function animation(): Promise<Sharp> {
  const frames = await Promise.all([flag().png().toBuffer(), flag().linear(0, 0).png().toBuffer()]);
  return sharp(frames, { join: { animated: true } });
}

function expectColour(set: ImageSet, name: string, x: number, y: number, colour: Colour): void {
  const index = set.paths.findIndex((p) => p.endsWith(`/${name}`));
  expect(index, `${name} is taken: ${JSON.stringify(set.info.skipped)}`).toBeGreaterThanOrEqual(0);
  const at = (y * PIXELS + x) * 3;
  const pixel = set.image(index).subarray(at, at + 3);
  colour.forEach((value, c) =>
    expect(Math.abs(pixel[c]! - value), `${name} ${pixel.join()}`).toBeLessThan(45),
  );
}

describe('a real folder', () => {
  it('is read with every format, orientation, depth and colour space', async () => {
    await put('formats/plain.jpg', await flag().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer());
    await put('formats/progressive.jpg', await flag().jpeg({ progressive: true }).toBuffer());
    await put('formats/turned.jpg', await flag().withMetadata({ orientation: 6 }).jpeg().toBuffer());
    await put('formats/deep.png', await flag().toColourspace('rgb16').png().toBuffer());
    await put('formats/print.jpg', await flag().toColourspace('cmyk').jpeg().toBuffer());
    await put('formats/a.webp', await flag().webp().toBuffer());
    await put('formats/lossless.webp', await flag().webp({ lossless: true }).toBuffer());
    await put('formats/moving.gif', await (await animation()).gif().toBuffer());
    await put('formats/moving.webp', await (await animation()).webp().toBuffer());
    await put('formats/modern.avif', await flag().avif().toBuffer());
    await put('formats/wide.png', await flag(200, 60).png().toBuffer());
    await put('formats/lies.gif', await flag().png().toBuffer());
    await put('formats/日本 é\u0301 🎈.png', await flag().png().toBuffer());
    const set = await read(path.join(folder, 'formats'));
    expect(set.info.skipped).toEqual([]);
    expect(set.count).toBe(13);
    for (const p of set.paths) {
      if (p.endsWith('turned.jpg')) continue;
      expectColour(set, path.basename(p), 12, 3, RED);
      expectColour(set, path.basename(p), 12, 20, p.endsWith('print.jpg') ? PRINTED_BLUE : BLUE);
    }
    // Orientation 6: shown turned by 90° clockwise, so that the top goes to the right.
    expectColour(set, 'turned.jpg', 20, 12, RED);
    expectColour(set, 'turned.jpg', 3, 12, BLUE);
  });

  it('takes odd images the right way up, and names the others with their reason', async () => {
    const odd = await oddImages();
    for (const { name, bytes } of odd) await put(`odd/${name}`, bytes);
    const set = await read(path.join(folder, 'odd'));
    const outcome = new Map<string, string>(set.info.skipped.map((s) => [path.basename(s.path), s.reason]));
    for (const p of set.paths) outcome.set(path.basename(p), 'taken');
    expect(Object.fromEntries(outcome)).toEqual(Object.fromEntries(odd.map((o) => [o.name, o.expected])));
    for (const p of set.paths) {
      const print = p.endsWith('print.jpg');
      expectColour(set, path.basename(p), 12, 3, RED);
      expectColour(set, path.basename(p), 12, 20, print ? PRINTED_BLUE : BLUE);
    }
    const bomb = set.info.skipped.find((s) => s.path.endsWith('bomb.png'));
    expect(bomb?.detail).toBe('30000 × 30000 pixels are more than 64 million.');
  });

  it('shows each picture of the table in its colours', async () => {
    const table = await pictureTable();
    for (const { name, bytes } of table) await put(`table/${name}`, bytes);
    const set = await read(path.join(folder, 'table'));
    expect(set.info.skipped).toEqual([]);
    expect(set.count).toBe(table.length);
    for (const picture of table) {
      const image = set.image(set.paths.indexOf(`table/${picture.name}`));
      const at = (x: number, y: number) => [
        ...image.subarray((y * PIXELS + x) * 3, (y * PIXELS + x) * 3 + 3),
      ];
      const far = PIXELS - 5;
      expectCorners(picture, [at(4, 4), at(far, 4), at(4, far), at(far, far)]);
    }
  });

  it('names what is damaged inside, with the reason, and takes the same pictures whole', async () => {
    for (const [name, bytes] of await damaged()) await put(`damaged/${name}`, bytes);
    const forms = [{}, { progressive: true }, { chromaSubsampling: '4:4:4' }, { mozjpeg: true }] as const;
    for (const [i, form] of forms.entries())
      await put(`damaged/whole ${i}.jpg`, await photo(301, 203).jpeg(form).toBuffer());
    await put('damaged/whole with restarts.jpg', withRestarts());
    const set = await read(path.join(folder, 'damaged'));
    expect(set.paths.map((p) => path.basename(p))).toEqual([
      ...forms.map((_, i) => `whole ${i}.jpg`),
      'whole with restarts.jpg',
    ]);
    expect(set.info.skipped).toHaveLength((await damaged()).length);
    for (const { path: name, reason, detail } of set.info.skipped) {
      expect(reason, name).toBe('unreadable');
      expect(detail, name).toMatch(
        /^The (jpeg|gif|png) is damaged inside \(.+\): replace it with a good copy\.$/,
      );
    }
  });

  it('flattens alpha on white and turns grey into RGB', async () => {
    const clear = { create: { width: 40, height: 40, channels: 4, background: '#ff000000' } } as const;
    const half = { create: { width: 40, height: 40, channels: 4, background: '#0000ff80' } } as const;
    await put('alpha/clear.png', await sharp(clear).png().toBuffer());
    await put('alpha/half.webp', await sharp(half).webp({ lossless: true }).toBuffer());
    await put('alpha/grey.png', await flag().greyscale().png().toBuffer());
    const set = await read(path.join(folder, 'alpha'));
    expectColour(set, 'clear.png', 5, 5, [255, 255, 255]);
    expectColour(set, 'half.webp', 5, 5, [127, 127, 255]);
    const grey = set.image(set.paths.findIndex((p) => p.endsWith('grey.png')));
    expect(grey[0]).toBe(grey[1]);
    expect(grey[1]).toBe(grey[2]);
  });

  it('names what is broken', async () => {
    const noise = await sharp({
      create: {
        width: 300,
        height: 300,
        channels: 3,
        background: 'black',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .jpeg()
      .toBuffer();
    const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);
    await put('broken/ok.jpg', noise);
    await put('broken/cut.jpg', half(noise));
    await put('broken/cut.png', half(await flag().png().toBuffer()));
    await put('broken/cut.webp', half(await flag().webp().toBuffer()));
    await put('broken/cut.avif', half(await sharp(noise).avif().toBuffer()));
    await put('broken/text.jpg', 'I am not a picture');
    await put('broken/nothing.png', '');
    await put('broken/tiny.png', await flag(15, 15).png().toBuffer());
    await put('broken/scan.tif', await flag().tiff().toBuffer());
    await put('broken/.DS_Store', 'x');
    const set = await read(path.join(folder, 'broken'));
    expect(set.paths).toEqual(['broken/ok.jpg']);
    expect(Object.fromEntries(set.info.skipped.map((s) => [path.basename(s.path), s.reason]))).toEqual({
      'cut.jpg': 'truncated',
      'cut.png': 'truncated',
      'cut.webp': 'truncated',
      'cut.avif': 'truncated',
      'text.jpg': 'not an image',
      'nothing.png': 'empty',
      'tiny.png': 'too small',
      'scan.tif': 'unreadable',
    });
  });

  it('is walked through links without going in circles, and named when it is missing', async () => {
    await put('links/real/1.png', await flag().png().toBuffer());
    await symlink(path.join(folder, 'links'), path.join(folder, 'links/real/loop'));
    await symlink(path.join(folder, 'links/real/1.png'), path.join(folder, 'links/2.png'));
    await symlink('/nowhere/at/all', path.join(folder, 'links/dangling.png'));
    const set = await read(path.join(folder, 'links'));
    expect(set.paths).toEqual(['links/2.png', 'links/real/1.png']);
    expect(set.info.skipped).toMatchObject([{ path: 'links/dangling.png', reason: 'unreadable' }]);
    await expect(filesUnder(path.join(folder, 'absent'))).rejects.toThrow('There is nothing at');
  });

  it('is read but for a folder without permission, which is named', async () => {
    for (const name of ['some/1.png', 'some/locked/2.png']) await put(name, await flag().png().toBuffer());
    const locked = path.join(folder, 'some/locked');
    await chmod(folder, 0o755);
    await chmod(locked, 0);
    const files = await asNobody(() => filesUnder(path.join(folder, 'some')));
    await expect(asNobody(() => filesUnder(locked))).rejects.toThrow('locked” may not be read: check its');
    await chmod(locked, 0o755);
    const set = await readImages(files, { name: 'test', pixels: PIXELS, decode: decodeWithSharp });
    expect(set.paths).toEqual(['some/1.png']);
    expect(set.info.skipped).toEqual([
      {
        path: 'some/locked',
        reason: 'unreadable',
        detail: `“${locked}” may not be read: check its permissions.`,
      },
    ]);
  });

  it('gives the same set from a zip as from the folder', async () => {
    for (const name of ['same/a/1.png', 'same/b/c/2.png']) await put(name, await flag().png().toBuffer());
    const entries = await Promise.all(
      ['a/1.png', 'b/c/2.png'].map(async (name) => [name, await readFile(path.join(folder, 'same', name))]),
    );
    await put('same.zip', zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>));
    const [unpacked, packed] = [
      await read(path.join(folder, 'same')),
      await read(path.join(folder, 'same.zip')),
    ];
    expect(packed.data).toEqual(unpacked.data);
    expect(packed.labelNames).toEqual(['a', 'b/c']);
    expect(unpacked.labelNames).toEqual(['a', 'b/c']);
  });
});

describe('the bundled sample', () => {
  it('reads whole, with eight labels', async () => {
    const files = await filesUnder(path.join('public', SAMPLE_PATH));
    const set = await readImages(files, { name: SAMPLE_NAME, pixels: 32, decode: decodeWithSharp });
    expect(set.info.skipped).toEqual([]);
    expect(set.count).toBe(1214);
    expect(set.info.labels.map(({ name }) => name)).toEqual([
      'activities',
      'animals',
      'food',
      'objects',
      'people',
      'smileys',
      'symbols',
      'travel',
    ]);
  });
});
