import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { encryptedZip, zipOfRawNames } from '../../e2e/oddZips';
import { stubPng as png } from '../../e2e/stubPng';
import { NoImagesError, readImages } from './readImages';
import { ImageProblem, type DecodeImage, type ReadingProgress, type SourceFile } from './types';

const text = (words: string) => new TextEncoder().encode(words);

function file(path: string, content: Uint8Array<ArrayBuffer>): SourceFile {
  return { path, size: content.length, bytes: () => Promise.resolve(content) };
}

/** Fills the image with the tag of its PNG, later ones sooner. */
const decodeTag: DecodeImage = async (bytes, _path, pixels) => {
  await new Promise((resolve) => setTimeout(resolve, (bytes[30]! * 7) % 11));
  return new Uint8Array(pixels * pixels * 3).fill(bytes[30]!);
};

const options = { name: 'set', pixels: 4, decode: decodeTag };

async function reasons(files: SourceFile[]): Promise<Record<string, string>> {
  const set = await readImages([file('ok.png', png()), ...files], options);
  return Object.fromEntries(set.info.skipped.map(({ path, reason }) => [path, reason]));
}

describe('readImages', () => {
  it('keeps the order of the paths whatever the order of the files and of the decoding', async () => {
    const paths = ['b/img10.png', 'b/img2.png', 'a.png', 'b/img1.png', 'b/c/x.png', 'B/z.png', 'b-1/y.png'];
    const files = paths.map((path, i) => file(path, png(32, 32, i)));
    const one = await readImages(files, { ...options, concurrency: 1 });
    const many = await readImages(files.toReversed(), { ...options, concurrency: 5 });
    expect(one.paths).toEqual([
      'B/z.png',
      'a.png',
      'b/c/x.png',
      'b/img1.png',
      'b/img2.png',
      'b/img10.png',
      'b-1/y.png',
    ]);
    one.paths.forEach((path, i) => expect(one.image(i)[0]).toBe(paths.indexOf(path)));
    expect(many.paths).toEqual(one.paths);
    expect(await many.contentHash()).toBe(await one.contentHash());
  });

  it('labels images by their folder below the common one', async () => {
    const paths = ['root/animals/cat/1.png', 'root/animals/dog/2.png', 'root/cars/3.png', 'root/4.png'];
    const set = await readImages(
      paths.map((path) => file(path, png())),
      options,
    );
    const labelOf = (path: string) => set.labelNames[set.labels[set.paths.indexOf(path)]!];
    expect(paths.map(labelOf)).toEqual(['animals/cat', 'animals/dog', 'cars', undefined]);
    expect(set.info.labels).toEqual([
      { name: 'animals/cat', count: 1 },
      { name: 'animals/dog', count: 1 },
      { name: 'cars', count: 1 },
    ]);
  });

  it('has no labels when all images share a folder', async () => {
    const set = await readImages([file('a/b/1.png', png()), file('a/b/2.png', png())], options);
    expect(set.labelNames).toEqual([]);
    expect([...set.labels]).toEqual([-1, -1]);
  });

  it('names every file that it does not take, and closes the gaps', async () => {
    const files = [
      file('0.png', text('not a picture at all')),
      file('1.png', png(32, 32, 1)),
      file('2.png', png(30_000, 30_000)),
      file('3.png', png(15, 400)),
      file('4.png', new Uint8Array(0)),
      file('5.png', png().slice(0, 30)),
      file('6.png', png().slice(0, 12)),
      file('7.png', png(32, 32, 7)),
      { path: '8.png', size: 1, bytes: () => Promise.reject(new Error('no permission')) },
      file('9.png', zipSync({ 'a.png': png() })),
    ];
    const set = await readImages(files, options);
    expect(set.paths).toEqual(['1.png', '7.png']);
    expect([set.image(0)[0], set.image(1)[47]]).toEqual([1, 7]);
    expect(set.data).toHaveLength(2 * 48);
    expect(set.info.skipped.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      '0.png not an image',
      '2.png too large',
      '3.png too small',
      '4.png empty',
      '5.png truncated',
      '6.png truncated',
      '8.png unreadable',
      '9.png not an image',
    ]);
    expect(set.info.skipped[6]!.detail).toContain('no permission');
  });

  it('refuses a film or a huge zip by its size alone', async () => {
    const unread = (path: string, size: number): SourceFile => ({
      path,
      size,
      bytes: () => Promise.reject(new Error('was read')),
    });
    const set = await readImages(
      [file('ok.png', png()), unread('film.mp4', 3e9), unread('all.zip', 3e9)],
      options,
    );
    expect(set.info.skipped).toMatchObject([
      { path: 'all.zip', reason: 'too large' },
      { path: 'film.mp4', reason: 'too large', detail: expect.stringContaining('2861 MB') as string },
    ]);
  });

  it('never decodes more pixels at once than the largest image has', async () => {
    const sides = [8000, 7000, 100, 4000, 4000, 4000, 4000, 4000, 8000, 50, 6000];
    let pixels = 0;
    let most = 0;
    const decode: DecodeImage = async (bytes, path, side) => {
      const area = new DataView(bytes.buffer).getUint32(16) ** 2;
      most = Math.max(most, (pixels += area));
      const image = await decodeTag(bytes, path, side);
      pixels -= area;
      return image;
    };
    const files = sides.map((side, i) => file(`${i}.png`, png(side, side, i)));
    const set = await readImages(files, { ...options, decode, concurrency: 8 });
    expect(set.count).toBe(sides.length);
    expect(most).toBe(64e6); // 4 × 4000² or 8000²: as much as allowed, and no more
  });

  it('passes over the system’s own files in silence', async () => {
    const junk = ['a/.DS_Store', 'a/Thumbs.db', '__MACOSX/a/._1.png', 'a/._2.png', 'desktop.ini'];
    expect(await reasons(junk.map((path) => file(path, png())))).toEqual({});
  });

  it('reads what was chosen whatever its name, and names what is hidden in it', async () => {
    const paths = [
      '.pictures/cat/0.png',
      '.pictures/cat/.1.png',
      '.pictures/.git/x.png',
      '.pictures/.DS_Store',
    ];
    const set = await readImages(
      paths.map((path) => file(path, png())),
      options,
    );
    expect(set.paths).toEqual(['.pictures/cat/0.png']);
    expect(set.info.skipped.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      '.pictures/.git/x.png hidden',
      '.pictures/cat/.1.png hidden',
    ]);
    await expect(readImages([file('a/.1.png', png()), file('a/.2.png', png())], options)).rejects.toThrow(
      'None of the 2 files in “set” can be used: it is hidden (its name, or that of a folder it is in, begins with a dot).',
    );
  });

  it('reads a zip whose one folder is hidden, and names what is hidden beside others', async () => {
    const hidden = zipSync({
      '.pictures/cat/0.png': png(),
      '.pictures/.1.png': png(),
      '__MACOSX/._0': png(),
    });
    const beside = zipSync({ '.git/x.png': png(), 'cat/0.png': png() });
    const set = await readImages([file('a.zip', hidden), file('b.zip', beside)], options);
    expect(set.paths).toEqual(['a.zip/.pictures/cat/0.png', 'b.zip/cat/0.png']);
    expect(set.info.skipped.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'a.zip/.pictures/.1.png hidden',
      'b.zip/.git/x.png hidden',
    ]);
  });

  it('takes both of two files of one name in a zip, by paths of their own', async () => {
    const name = text('cat/0.png');
    const twice = [1, 2, 3].map((tag) => ({ name, content: png(32, 32, tag) }));
    const set = await readImages([file('set.zip', zipOfRawNames(twice))], options);
    expect(set.paths.toSorted()).toEqual([
      'set.zip/cat/0 (2).png',
      'set.zip/cat/0 (3).png',
      'set.zip/cat/0.png',
    ]);
    expect(set.paths.map((_, i) => set.image(i)[0]).toSorted()).toEqual([1, 2, 3]);
  });

  it.each(['ZipCrypto', 'AES'] as const)(
    'says that a zip is encrypted (%s), all of it or in part',
    async (method) => {
      const detail = 'It is encrypted: unpack the zip with its password, and give the folder.';
      const secret = { content: png(), encrypted: true };
      const all = await encryptedZip({ 'cat/0.png': secret, 'cat/1.png': secret }, method);
      await expect(readImages([file('set.zip', all)], options)).rejects.toThrow(
        `None of the 2 files in “set” can be used. ${detail}`,
      );
      const some = await encryptedZip({ '0.png': secret, '1.png': { ...secret, encrypted: false } }, method);
      const set = await readImages([file('set.zip', some)], options);
      expect(set.paths).toEqual(['set.zip/1.png']);
      expect(set.info.skipped).toEqual([{ path: 'set.zip/0.png', reason: 'encrypted', detail }]);
    },
  );

  it('gives a label one form, however a disk spells it', async () => {
    const paths = ['set/caf\u00e9/0.png', 'set/cafe\u0301/1.png', 'set/x/2.png'];
    const set = await readImages(
      paths.map((path) => file(path, png())),
      options,
    );
    expect(set.info.labels).toEqual([
      { name: 'caf\u00e9', count: 2 },
      { name: 'x', count: 1 },
    ]);
    expect(set.paths.toSorted()).toEqual(paths.toSorted());
  });

  it('expands zips, and nothing in them leads outside', async () => {
    const zip = zipSync({
      'cats/2.png': png(32, 32, 2),
      'dogs\\1.png': png(32, 32, 1),
      'dogs/': new Uint8Array(0),
      'notes.txt': text('hello'),
      '../../etc/x.png': png(),
      '/abs.png': png(),
      'C:\\win.png': png(),
      '__MACOSX/cats/._2.png': png(),
      'inner.zip': zipSync({ 'x.png': png() }),
    });
    const set = await readImages([file('pets.zip', zip), file('mice/3.png', png(32, 32, 3))], options);
    expect(set.paths).toEqual(['mice/3.png', 'pets.zip/cats/2.png', 'pets.zip/dogs/1.png']);
    expect(set.labelNames).toEqual(['mice', 'pets/cats', 'pets/dogs']);
    expect([0, 1, 2].map((i) => set.image(i)[0])).toEqual([3, 2, 1]);
    const skipped = set.info.skipped.map(({ path, reason }) => `${path} ${reason}`);
    expect(skipped.sort()).toEqual([
      'pets.zip/../../etc/x.png unreadable',
      'pets.zip//abs.png unreadable',
      'pets.zip/C:/win.png unreadable',
      'pets.zip/inner.zip not an image',
      'pets.zip/notes.txt not an image',
    ]);
  });

  it('takes a zip of many batches, and what is whole in a damaged one', async () => {
    const big = (tag: number) => {
      const bytes = new Uint8Array(3 << 20);
      bytes.set(png(32, 32, tag));
      return bytes;
    };
    const names = Array.from({ length: 12 }, (_, i) => `f/${i}.png`);
    const zip = zipSync(Object.fromEntries(names.map((name, i) => [name, big(i)])), { level: 1 });
    const whole = await readImages([file('big.zip', zip)], { ...options, concurrency: 8 });
    expect(whole.count).toBe(12);
    expect(names.map((_, i) => whole.image(i)[0])).toEqual(names.map((_, i) => i));

    zip.fill(0xff, 60, 400); // inside the first entry
    const damaged = await readImages([file('big.zip', zip)], options);
    expect(damaged.count).toBe(11);
    expect(damaged.info.skipped).toMatchObject([{ path: 'big.zip/f/0.png', reason: 'truncated' }]);
  });

  it('names a zip that is cut off, and takes a picture called .zip', async () => {
    const zip = zipSync({ 'a.png': png() });
    const files = [file('cut.zip', zip.slice(0, zip.length - 30)), file('picture.zip', png())];
    expect(await reasons(files)).toEqual({ 'cut.zip': 'no readable zip' });
    for (const bytes of [zip.slice(0, zip.length - 30), text('no zip')]) {
      await expect(readImages([file('set.zip', bytes)], options)).rejects.toThrow(
        'The one file in “set” cannot be used: it is no readable zip (pack the folder anew, or give the folder itself).',
      );
    }
  });

  it('says in one sentence that nothing was usable', async () => {
    const broken = [file('a.png', text('x')), file('b.png', text('y')), file('c.png', new Uint8Array(0))];
    await expect(readImages(broken, options)).rejects.toMatchObject({
      name: 'NoImagesError',
      message:
        'None of the 3 files in “set” can be used: a.png: its content is not JPEG, PNG, WebP, GIF, AVIF or BMP; b.png: its content is not JPEG, PNG, WebP, GIF, AVIF or BMP; c.png: it is empty.',
    });
    await expect(readImages([broken[2]!], options)).rejects.toThrow(
      'The one file in “set” cannot be used: it is empty.',
    );
    await expect(readImages([], options)).rejects.toBeInstanceOf(NoImagesError);
    await expect(readImages([], options)).rejects.toThrow('There are no files in “set”');
  });

  it.each([
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['HEIC', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic'],
    ['TIFF', 'II*\0\x08\0\0\0\0\0'],
    ['TIFF', 'MM\0*\0\0\0\x08\0\0'],
    ['JPEG XL', '\xff\x0a\0\0'],
    ['JPEG XL', '\0\0\0\x0cJXL \r\n\x87\n'],
    ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 '],
    ['Photoshop', '8BPS\0\x01'],
    ['CR2', 'II*\0\x10\0\0\0CR\x02\0'],
    ['RAF', 'FUJIFILMCCD-RAW 0201'],
    ['SVG', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ])('says what to do with a folder of %s (%j)', async (format, begin) => {
    const bytes = Uint8Array.from(Buffer.from(begin.padEnd(400, '\0'), 'latin1'));
    const files = [0, 1, 2].map((n) => file(`set/${n}.jpg`, bytes));
    await expect(readImages(files, options)).rejects.toThrow(
      `None of the 3 files in “set” can be used. ${format} files are not read: convert it to PNG or JPEG.`,
    );
  });

  it.each([
    [
      'PK\x03\x04\x0a\0\0\0\0\0',
      'It is a zip archive inside another or under another name: unpack it, or let its name end in .zip.',
    ],
    ['Rar!\x1a\x07\0', 'RAR archives are not read: unpack it, and give the folder.'],
    ['7z\xbc\xaf\x27\x1c', '7Z archives are not read: unpack it, and give the folder.'],
    ['%PDF-1.4 ', 'PDF files are not read: save its pictures as PNG or JPEG.'],
    ['\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'Videos (MP4) are not read: save its frames as PNG or JPEG.'],
    ['<!DOCTYPE html>', 'It is a web page, as a failed download leaves it: download the picture again.'],
    [
      'version https://git-lfs.github.com/spec/v1',
      'It is Git LFS’s note of where the file is, not the file: run “git lfs pull”.',
    ],
    ['GIF, or PNG?', 'Its content is not JPEG, PNG, WebP, GIF, AVIF or BMP.'],
  ])('says what %j is', async (begin, detail) => {
    const bytes = Uint8Array.from(Buffer.from(begin.padEnd(400, '\0'), 'latin1'));
    await expect(readImages([file('a.jpg', bytes)], options)).rejects.toThrow(
      `The one file in “set” cannot be used. ${detail}`,
    );
  });

  it('counts the files of each reason where reasons differ', async () => {
    const heic = Uint8Array.from(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'));
    const files = [
      file('a.heic', heic),
      file('b.png', png(8, 8)),
      file('c.png', png(9, 9)),
      file('d.heic', heic),
    ];
    await expect(readImages([...files, file('e.heic', heic)], options)).rejects.toThrow(
      'None of the 5 files in “set” can be used: HEIC files are not read: convert it to PNG or JPEG (3 of 5); it is too small (2 of 5).',
    );
    const texts = ['x.txt', 'y.txt'].map((name) => file(name, text(name)));
    await expect(readImages([...texts, ...files.slice(1, 3)], options)).rejects.toThrow(
      'None of the 4 files in “set” can be used: it is too small (2 of 4); its content is not JPEG, PNG, WebP, GIF, AVIF or BMP (2 of 4).',
    );
  });

  it('names each of a few files with its reason where reasons differ', async () => {
    const heic = Uint8Array.from(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'));
    const files = [file('small.png', png(8, 8)), file('notes.txt', text('x')), file('a.heic', heic)];
    await expect(readImages(files, options)).rejects.toThrow(
      'None of the 3 files in “set” can be used: a.heic: HEIC files are not read: convert it to PNG or JPEG; notes.txt: its content is not JPEG, PNG, WebP, GIF, AVIF or BMP; small.png: it is too small.',
    );
  });

  it('stops with an AbortError when cancelled, before and during', async () => {
    const files = Array.from({ length: 50 }, (_, i) => file(`${i}.png`, png(32, 32, i)));
    const controller = new AbortController();
    let decoded = 0;
    const decode: DecodeImage = (bytes, path, pixels) => {
      if (++decoded === 10) controller.abort();
      return decodeTag(bytes, path, pixels);
    };
    const reading = readImages(files, { ...options, decode, signal: controller.signal, concurrency: 2 });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(decoded).toBeLessThan(13);
    await expect(readImages(files, { ...options, signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('reports progress up to the last file', async () => {
    const reports: ReadingProgress[] = [];
    const files = [file('a.png', png()), file('b.txt', text('x')), file('c.png', png())];
    await readImages(files, { ...options, onProgress: (report) => reports.push(report) });
    expect(reports.at(-1)).toMatchObject({ done: 3, total: 3, taken: 2, skipped: 1 });
    expect(reports.at(-1)!.perSecond).toBeGreaterThan(0);
  });

  it('tells a decoder’s refusal from its defect', async () => {
    const refuse: DecodeImage = () => Promise.reject(new ImageProblem('unreadable', 'odd'));
    await expect(readImages([file('a.png', png())], { ...options, decode: refuse })).rejects.toThrow(
      'cannot be read',
    );
    const fail: DecodeImage = () => Promise.reject(new TypeError('a bug'));
    await expect(readImages([file('a.png', png())], { ...options, decode: fail })).rejects.toThrow('a bug');
  });
});
