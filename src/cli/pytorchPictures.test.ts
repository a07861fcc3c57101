/** How the PyTorch project reads pictures: in the colours of the page and the command line, and naming what it leaves out. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectCorners, pictureTable, type TablePicture } from '../../e2e/pictures/table';
import { pythonWith } from './exportFixtures';

const PROGRAMS = path.resolve('src/methods/artifacts/export/pytorch');
const PIXELS = 44;

/** The corners of every picture that it finds, as JSON; on stderr, what it leaves out. */
const READ = `
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, ${JSON.stringify(PROGRAMS)})
from PIL import Image
import pictures
Image.init()
paths = pictures.files(sys.argv[1])
found = pictures.problems(paths, 0)
pictures.name_problems(found, len(paths))
def corners(path):
    picture, near, far = pictures.decode(path, ${PIXELS}), 6, ${PIXELS} - 7
    return [picture[y, x].tolist() for y, x in ((near, near), (near, far), (far, near), (far, far))]
print(json.dumps({"avif": "AVIF" in Image.OPEN, "corners": {path: corners(path) for path in paths if path not in found}}))
`;

interface Answer {
  readonly avif: boolean;
  readonly corners: Readonly<Record<string, number[][]>>;
}

const python = pythonWith('PIL, numpy');
describe.skipIf(!python)(`in Pillow${python ? '' : ' (no Python here has Pillow and NumPy)'}`, () => {
  let folder = '';
  let table: readonly TablePicture[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
    table = await pictureTable();
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  async function read(
    name: string,
    files: ReadonlyMap<string, Uint8Array>,
  ): Promise<Answer & { said: string }> {
    const at = path.join(folder, name);
    for (const [file, bytes] of files) {
      await mkdir(path.dirname(path.join(at, file)), { recursive: true });
      await writeFile(path.join(at, file), bytes);
    }
    const { status, stdout, stderr } = spawnSync(python!, ['-c', READ, at], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const { avif, corners } = JSON.parse(stdout) as Answer;
    const named = Object.entries(corners).map(([file, seen]) => [path.relative(at, file), seen] as const);
    return { avif, corners: Object.fromEntries(named), said: stderr.replaceAll(`${at}/`, '') };
  }

  test(
    'each picture of the table in its colours, or an AVIF with what it needs',
    { timeout: 120_000 },
    async () => {
      const { avif, corners, said } = await read(
        'table',
        new Map(table.map(({ name, bytes }) => [name, bytes])),
      );
      for (const picture of table) {
        if (picture.name.endsWith('.avif') && !avif)
          expect(said).toMatch(
            new RegExp(`^${picture.name}: left out, this Pillow .* does not read AVIF: pip`, 'm'),
          );
        else expectCorners(picture, corners[picture.name] ?? []);
      }
    },
  );

  test(
    'goes by the content, names each file that it leaves out once, and counts them',
    { timeout: 60_000 },
    async () => {
      const { bytes } = table.find(({ name }) => name === 'rgb 8.png')!;
      const jpeg = table.find(({ name }) => name === 'orientation 1.900.jpg')!.bytes;
      const text = Buffer.from('<html>not found</html>');
      const { corners, said } = await read(
        'folder',
        new Map<string, Uint8Array>([
          ['no ending', bytes],
          ['is a png.txt', bytes],
          ['._is a png.txt', text],
          ['.hidden/a.png', bytes],
          ['__MACOSX/a.png', text],
          ['Thumbs.db', text],
          ['page.jpg', text],
          ['empty.png', Buffer.alloc(0)],
          ['cut off.jpg', jpeg.subarray(0, jpeg.length >> 1)],
          ['cut off.png', bytes.subarray(0, bytes.length >> 1)],
        ]),
      );
      expect(Object.keys(corners)).toEqual(['is a png.txt', 'no ending']);
      const lines = said.trim().split('\n');
      expect(lines.map((line) => line.replace(/(decoded) \(.*\)$/, '$1'))).toEqual([
        'cut off.jpg: left out, it cannot be decoded',
        'cut off.png: left out, it cannot be decoded',
        'empty.png: left out, it is empty',
        'page.jpg: left out, its content is not JPEG, PNG, WebP, GIF, AVIF or BMP',
        '2 of 6 files are taken, 4 left out.',
      ]);
    },
  );
});
