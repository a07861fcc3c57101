/**
 * Gathers the unlabelled images on which the shipped autoencoder is trained: emoji, photographs and textures.
 *
 *   npm run corpus -- FOLDER
 *
 * Fetches packages by name from npm and Debian (`apt-get download`, so Debian or Ubuntu) into FOLDER/packages, and writes
 * squares of 96 px to FOLDER/images: emoji whole, everything else as random crops at many scales. Some 370 MB are fetched;
 * what is there already is not fetched again. Nothing of it enters the repository. Same packages and sharp, same images.
 *
 * Licences: Fluent Emoji (MIT), Noto emoji (Apache 2.0), the wallpapers of GNOME, MATE, Plasma, Lomiri, UKUI and sway
 * (CC BY-SA, CC BY, CC0 and GPL: /usr/share/doc/PACKAGE/copyright in each package), OpenArena’s textures (GPL 2).
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { Random } from '../src/base/random';

const PIXELS = 96;
const SEED = 1;
/** A crop takes at least this much of a picture’s shorter side, so that its pixels are sharp. */
const LEAST_SIDE = 128;
/** Crops with less contrast than this show sky or a gradient; a tenth of them is enough. */
const LEAST_DEVIATION = 12;
const KEPT_FLAT = 0.1;

const WALLPAPERS = [
  ...['gnome-backgrounds', 'mate-backgrounds', 'plasma-workspace-wallpapers', 'ukui-wallpapers'],
  ...['lomiri-wallpapers-20.04', 'sway-backgrounds'],
];
const TEXTURES = 'openarena-081-textures';
const FLUENT = '@lobehub/fluent-emoji-3d@1.1.0';
const NOTO = 'emoji-datasource-google@16.0.0';

const CROPS_OF_WALLPAPER = 120;
const CROPS_OF_TEXTURE = 2;

const PICTURE = /\.(jpe?g|png|webp)$/i;

async function main(folder: string): Promise<void> {
  const emoji = [
    ['fluent', path.join(await npmPackage(folder, FLUENT), 'assets')],
    ['noto', path.join(await npmPackage(folder, NOTO), 'img/google/64')],
  ] as const;
  for (const [name, pictures] of emoji)
    await keepWhole(await filesBelow(pictures), path.join(folder, 'images', name));
  for (const name of WALLPAPERS) {
    const pictures = largest(await filesBelow(await debianPackage(folder, name)));
    await keepCrops(pictures, CROPS_OF_WALLPAPER, path.join(folder, 'images', name));
  }
  const textures = await unpacked(await debianPackage(folder, TEXTURES));
  await keepCrops(textures, CROPS_OF_TEXTURE, path.join(folder, 'images', TEXTURES));
}

/** Emoji on white, as in the sample. */
async function keepWhole(files: readonly string[], target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const file of files) {
    const name = `${path.parse(file).name}.png`;
    await sharp(file)
      .resize(PIXELS, PIXELS, { fit: 'contain', background: '#ffffff00' })
      .flatten({ background: 'white' })
      .png()
      .toFile(path.join(target, name));
  }
  tell(target, files.length, files.length);
}

/** Squares at random places, whose sides are uniform on a log scale between LEAST_SIDE and all of the picture. */
async function keepCrops(files: readonly string[], count: number, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  let kept = 0;
  for (const [i, file] of files.entries()) {
    const random = Random.forPurpose(SEED, `${path.basename(target)}/${i}`);
    const { data, info } = await sharp(file)
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({
        resolveWithObject: true,
      });
    const { width, height, channels } = info;
    const shorter = Math.min(width, height);
    if (shorter < LEAST_SIDE) continue;
    for (let crop = 0; crop < count; crop++) {
      const side = Math.floor(LEAST_SIDE * (shorter / LEAST_SIDE) ** random.uniform());
      const [left, top] = [random.integer(width - side + 1), random.integer(height - side + 1)];
      const isKeptFlat = random.uniform() < KEPT_FLAT;
      const square = await sharp(data, { raw: { width, height, channels } })
        .extract({ left, top, width: side, height: side })
        .resize(PIXELS, PIXELS)
        .png()
        .toBuffer();
      const { channels: colours } = await sharp(square).stats();
      if (!isKeptFlat && colours.every(({ stdev }) => stdev < LEAST_DEVIATION)) continue;
      await writeFile(path.join(target, `${i}-${crop}.png`), square);
      kept++;
    }
  }
  tell(target, kept, files.length);
}

/** Of one picture in several sizes, as wallpapers come (“1920x1080.jpg”), only the largest. */
function largest(files: readonly string[]): string[] {
  const found = new Map<string, { file: string; width: number }>();
  for (const file of files) {
    const size = /^(\d+)x\d+$/.exec(path.parse(file).name);
    const key = size ? path.dirname(file) : file;
    const width = size ? Number(size[1]) : 0;
    if (width >= (found.get(key)?.width ?? 0)) found.set(key, { file, width });
  }
  return [...found.values()].map(({ file }) => file).sort();
}

async function npmPackage(folder: string, name: string): Promise<string> {
  const target = path.join(folder, 'packages', name.replaceAll('/', '-'));
  if (!existsSync(target)) {
    await mkdir(target, { recursive: true });
    const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', name], target)) as [{ filename: string }];
    run('tar', ['-xzf', filename], target);
  }
  return path.join(target, 'package');
}

async function debianPackage(folder: string, name: string): Promise<string> {
  const target = path.join(folder, 'packages', name);
  if (!existsSync(target)) {
    await mkdir(target, { recursive: true });
    run('apt-get', ['download', name], target);
    const [file] = (await readdir(target)).filter((entry) => entry.endsWith('.deb'));
    run('dpkg-deb', ['-x', file!, '.'], target);
  }
  return target;
}

/** Pictures of the zip archives (.pk3) of a game, unpacked beside them. */
async function unpacked(folder: string): Promise<string[]> {
  const target = path.join(folder, 'unpacked');
  if (!existsSync(target)) {
    for (const archive of (await filesBelow(folder, /\.pk3$/)).sort()) {
      const entries = unzipSync(await readFile(archive), {
        filter: ({ name }) => PICTURE.test(name),
      });
      for (const [name, bytes] of Object.entries(entries)) {
        const file = path.join(target, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, bytes);
      }
    }
  }
  return filesBelow(target);
}

async function filesBelow(folder: string, wanted = PICTURE): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .sort();
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function tell(target: string, kept: number, pictures: number): void {
  process.stdout.write(`${target}: ${kept} images of ${pictures} pictures\n`);
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('Name a folder for the images: npm run corpus -- FOLDER.');
await main(folder);
