/**
 * One table of what pictures are: format × bits × profile × alpha × orientation, with the colours of the four corners.
 * The page, the command line and the exported PyTorch project are held to it.
 */
import sharp, { type Sharp } from 'sharp';
import { OF_12_BITS, P3, P3_OF_10_BITS, turnedAvif } from './avif';
import { bitmap, type Rgb } from './bmp';
import { gif, type GifFrame } from './gif';
import { withAdobeMarker } from './jpeg';
import { chunk, hundredThousandths, iccp, png, type PngForm } from './png';
import { greyProfile } from './profile';
import { movingWebp } from './webp';

/** Top left, top right, bottom left, bottom right. */
type Corners = readonly [Rgb, Rgb, Rgb, Rgb];

export interface TablePicture {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly corners: Corners;
  /** By how much each channel may be off. */
  readonly tolerance: number;
}

type Row = readonly [name: string, bytes: Uint8Array, corners?: Corners, tolerance?: number];

const WIDTH = 96;
const HEIGHT = 64;
const COLOURS: Corners = [
  [200, 40, 40],
  [40, 160, 60],
  [50, 60, 200],
  [230, 210, 60],
];
/** Dark enough to tell the curve of sRGB from a power. */
const GREYS: Corners = grey(12, 90, 160, 225);
/** Bright enough for 8 bits of light. */
const MIDDLE_GREYS: Corners = grey(40, 90, 160, 225);
const WHITE: Rgb = [255, 255, 255];
const ON_WHITE: Corners = [WHITE, COLOURS[1], COLOURS[2], mixed(COLOURS[3], 0.5)];
/** What the corners of ON_WHITE have of alpha, in 1/255. */
const ALPHAS = [0, 255, 255, 128] as const;

/** Rounding, and one engine's arithmetic beside another's. */
const CLOSE = 3;
/** What lossy formats add. */
const LOSSY = 6;

export async function pictureTable(): Promise<TablePicture[]> {
  const rows = [
    ...(await pngs()),
    ...(await jpegs()),
    ...(await webps()),
    ...(await avifs()),
    ...gifs(),
    ...(await bmps()),
  ];
  return rows.map(([name, bytes, corners = COLOURS, tolerance = CLOSE]) => ({
    name,
    bytes,
    corners,
    tolerance,
  }));
}

/** @throws an Error that names the picture and what is seen of it. */
export function expectCorners(
  { name, corners, tolerance }: TablePicture,
  seen: readonly (readonly number[])[],
): void {
  const off = seen.flatMap((colour, i) => colour.map((value, c) => Math.abs(value - corners[i]![c]!)));
  const text = (colours: readonly (readonly number[])[]) =>
    colours.map((colour) => colour.join(' ')).join(', ');
  if (seen.length !== 4 || !(Math.max(...off) <= tolerance))
    throw new Error(`${name} shows ${text(seen)} instead of ${text(corners)}`);
}

/** Which of the four corners a pixel of the picture, as it is shown, belongs to. */
function quarter(x: number, y: number, width = WIDTH, height = HEIGHT): 0 | 1 | 2 | 3 {
  return (Number(2 * x >= width) + 2 * Number(2 * y >= height)) as 0 | 1 | 2 | 3;
}

function grey(...levels: readonly [number, number, number, number]): Corners {
  return levels.map((level): Rgb => [level, level, level]) as unknown as Corners;
}

function mixed(colour: Rgb, alpha: number): Rgb {
  return colour.map((value) => Math.round(value * alpha + 255 * (1 - alpha))) as unknown as Rgb;
}

/** The samples of each corner as a file of such colours holds them. */
function curved(corners: Corners, curve: (light: number) => number): Corners {
  return corners.map((colour) => colour.map((value) => curve(light(value)))) as unknown as Corners;
}

/** The light of a sample of sRGB, 0 … 1. */
function light(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

// --- PNG

const sized = { width: WIDTH, height: HEIGHT } as const;

function rgbPng(corners: Corners, depth: 8 | 16, rest: Partial<PngForm> = {}): Buffer {
  const scale = depth === 16 ? 257 : 1;
  return png({
    ...{ ...sized, depth, type: 'rgb' },
    at: (x, y) => corners[quarter(x, y)].map((value) => Math.round(value * scale)),
    ...rest,
  });
}

function greyPng(corners: Corners, depth: 8 | 16, rest: Partial<PngForm> = {}): Buffer {
  const scale = depth === 16 ? 257 : 1;
  return png({
    ...{ ...sized, depth, type: 'grey' },
    at: (x, y) => [Math.round(corners[quarter(x, y)][0] * scale)],
    ...rest,
  });
}

async function pngs(): Promise<Row[]> {
  const p3 = await embedded('p3');
  const inP3 = await samplesIn('p3');
  const srgb = await embedded('srgb');
  const gamma = (units: number) => hundredThousandths('gAMA', units);
  const linear = curved(COLOURS, (value) => value * 255);
  const greyTwo = greyProfile(2);
  const square = curved(GREYS, (value) => value ** (1 / 2) * 255);
  const linearGreys = curved(MIDDLE_GREYS, (value) => value * 255);
  /** Its samples by a power instead of the curve of sRGB. */
  const p3ByPower = curved(inP3, (value) => value ** (1 / 2.2) * 255);
  const p3Primaries = hundredThousandths('cHRM', 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000);
  const alphaAt = (x: number, y: number, scale: number) => [
    ...COLOURS[quarter(x, y)].map((value) => value * scale),
    ALPHAS[quarter(x, y)] * scale,
  ];
  const rows: Row[] = [
    ...([1, 2, 4, 8, 16] as const).map((depth): Row => {
      const top = 2 ** depth - 1;
      const levels = [0, Math.round(top / 3), Math.round((2 * top) / 3), top] as const;
      const shown = grey(
        ...(levels.map((level) => Math.round((level / top) * 255)) as [number, number, number, number]),
      );
      const file = png({ ...sized, depth, type: 'grey', at: (x, y) => [levels[quarter(x, y)]] });
      return [`grey ${depth}.png`, file, shown];
    }),
    ...([1, 2, 4, 8] as const).map((depth): Row => {
      const palette = chunk('PLTE', Buffer.from(COLOURS.slice(0, 2 ** depth).flat()));
      const at = (x: number, y: number) => [quarter(x, y) % 2 ** depth];
      const corners = depth === 1 ? ([COLOURS[0], COLOURS[1], COLOURS[0], COLOURS[1]] as const) : COLOURS;
      return [
        `palette ${depth}.png`,
        png({ ...sized, depth, type: 'palette', at, chunks: [palette] }),
        corners,
      ];
    }),
    ...([8, 16] as const).flatMap((depth): Row[] => {
      const scale = depth === 16 ? 257 : 1;
      return [
        [`rgb ${depth}.png`, rgbPng(COLOURS, depth)],
        [`rgb ${depth} interlaced.png`, rgbPng(COLOURS, depth, { interlaced: true })],
        [`rgb ${depth} sRGB.png`, rgbPng(COLOURS, depth, { chunks: [iccp(srgb)] })],
        [`rgb ${depth} Display P3.png`, rgbPng(inP3, depth, { chunks: [iccp(p3)] })],
        [
          `rgb ${depth} Display P3 interlaced.png`,
          rgbPng(inP3, depth, { chunks: [iccp(p3)], interlaced: true }),
        ],
        [
          `rgb ${depth} gAMA 1.png`,
          rgbPng(linear, depth, { chunks: [gamma(100_000)] }),
          COLOURS,
          depth === 8 ? 6 : CLOSE,
        ],
        [
          `rgb ${depth} gAMA and cHRM of P3.png`,
          rgbPng(p3ByPower, depth, { chunks: [p3Primaries, gamma(45_455)] }),
        ],
        [
          `rgb ${depth} sRGB over gAMA.png`,
          rgbPng(COLOURS, depth, { chunks: [chunk('sRGB', Buffer.of(0)), gamma(100_000)] }),
        ],
        [`rgb ${depth} iCCP over gAMA.png`, rgbPng(inP3, depth, { chunks: [iccp(p3), gamma(100_000)] })],
        [
          `rgb ${depth} cICP of P3.png`,
          rgbPng(inP3, depth, { chunks: [chunk('cICP', Buffer.of(12, 13, 0, 1))] }),
        ],
        [
          `rgb ${depth} cICP over iCCP.png`,
          rgbPng(COLOURS, depth, { chunks: [chunk('cICP', Buffer.of(1, 13, 0, 1)), iccp(p3)] }),
        ],
        [
          `rgb ${depth} broken profile.png`,
          rgbPng(COLOURS, depth, { chunks: [iccp(Buffer.from('no profile at all'))] }),
        ],
        [`grey ${depth} profile.png`, greyPng(square, depth, { chunks: [iccp(greyTwo)] }), GREYS],
        // So near that of sRGB it stands for that.
        [`grey ${depth} gAMA 0.45455.png`, greyPng(GREYS, depth, { chunks: [gamma(45_455)] }), GREYS],
        [`grey ${depth} gAMA 1.png`, greyPng(linearGreys, depth, { chunks: [gamma(100_000)] }), MIDDLE_GREYS],
        [`grey ${depth} RGB profile.png`, greyPng(GREYS, depth, { chunks: [iccp(p3)] }), GREYS],
        [
          `grey alpha ${depth} profile.png`,
          png({
            ...sized,
            depth,
            type: 'grey-alpha',
            chunks: [iccp(greyTwo)],
            at: (x, y) => [Math.round(square[quarter(x, y)][0] * scale), ALPHAS[quarter(x, y)] * scale],
          }),
          [WHITE, GREYS[1], GREYS[2], mixed(GREYS[3], 0.5)],
        ],
        [
          `rgba ${depth}.png`,
          png({ ...sized, depth, type: 'rgba', at: (x, y) => alphaAt(x, y, scale) }),
          ON_WHITE,
        ],
        [
          `rgba ${depth} sRGB.png`,
          png({ ...sized, depth, type: 'rgba', chunks: [iccp(srgb)], at: (x, y) => alphaAt(x, y, scale) }),
          ON_WHITE,
        ],
        [
          `rgba ${depth} Display P3.png`,
          png({
            ...sized,
            depth,
            type: 'rgba',
            chunks: [iccp(p3)],
            at: (x, y) => [...inP3[quarter(x, y)].map((v) => v * scale), ALPHAS[quarter(x, y)] * scale],
          }),
          ON_WHITE,
        ],
        [
          `rgb ${depth} transparent colour.png`,
          rgbPng(COLOURS, depth, {
            chunks: [chunk('tRNS', words(...COLOURS[0].map((value) => value * scale)))],
          }),
          [WHITE, COLOURS[1], COLOURS[2], COLOURS[3]],
        ],
        [
          `grey ${depth} transparent level.png`,
          greyPng(GREYS, depth, { chunks: [chunk('tRNS', words(GREYS[0][0] * scale))] }),
          [WHITE, GREYS[1], GREYS[2], GREYS[3]],
        ],
      ];
    }),
    [
      'palette 8 alpha.png',
      png({
        ...sized,
        depth: 8,
        type: 'palette',
        at: (x, y) => [quarter(x, y)],
        chunks: [chunk('PLTE', Buffer.from(COLOURS.flat())), chunk('tRNS', Buffer.from(ALPHAS))],
      }),
      ON_WHITE,
    ],
    [
      'palette 8 Display P3.png',
      png({
        ...sized,
        depth: 8,
        type: 'palette',
        at: (x, y) => [quarter(x, y)],
        chunks: [iccp(p3), chunk('PLTE', Buffer.from(inP3.flat()))],
      }),
    ],
    [
      'palette 8 gAMA 1.png',
      png({
        ...sized,
        depth: 8,
        type: 'palette',
        at: (x, y) => [quarter(x, y)],
        chunks: [gamma(100_000), chunk('PLTE', Buffer.from(linear.flat().map(Math.round)))],
      }),
      COLOURS,
      6,
    ],
    ['moving.png', apng(true)],
    ['moving, still apart.png', apng(false)],
    ...orientations((orientation) => {
      const [width, height] = storedSize(orientation);
      const at = (x: number, y: number) => COLOURS[storedQuarter(orientation, x, y)];
      return png({ width, height, depth: 8, type: 'rgb', at, chunks: [chunk('eXIf', exif(orientation))] });
    }, 'png'),
  ];
  return rows;
}

/** The second frame is black. The still picture is the first, or none of them. */
function apng(stillMoves: boolean): Buffer {
  const still = rgbPng(COLOURS, 8);
  const black = rgbPng(grey(0, 0, 0, 0), 8);
  let number = 0;
  const control = () => {
    const data = Buffer.alloc(26);
    data.writeUInt32BE(number++, 0);
    data.writeUInt32BE(WIDTH, 4);
    data.writeUInt32BE(HEIGHT, 8);
    data.writeUInt16BE(1, 20);
    data.writeUInt16BE(10, 22);
    return chunk('fcTL', data);
  };
  const [head, pixels] = [still.subarray(0, 33), still.subarray(33, -12)];
  const first = stillMoves ? [control()] : [];
  const frames = [1, 2].slice(Number(stillMoves)).map(() => {
    const head = control();
    return Buffer.concat([head, chunk('fdAT', Buffer.concat([words(0, number++), black.subarray(41, -16)]))]);
  });
  const animation = Buffer.alloc(8);
  animation.writeUInt32BE(2, 0);
  return Buffer.concat([head, chunk('acTL', animation), ...first, pixels, ...frames, still.subarray(-12)]);
}

function words(...values: readonly number[]): Buffer {
  const data = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => data.writeUInt16BE(value, 2 * i));
  return data;
}

// --- Orientation

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
type Orientation = (typeof ORIENTATIONS)[number];

function orientations(make: (orientation: Orientation) => Uint8Array, ending: string): Row[] {
  return ORIENTATIONS.map((orientation) => [`orientation ${orientation}.${ending}`, make(orientation)]);
}

function storedSize(orientation: Orientation, width = WIDTH, height = HEIGHT): readonly [number, number] {
  return orientation > 4 ? [height, width] : [width, height];
}

/** The corner, as it is shown, of a pixel that is stored at x and y. */
function storedQuarter(
  orientation: Orientation,
  x: number,
  y: number,
  width = WIDTH,
  height = HEIGHT,
): 0 | 1 | 2 | 3 {
  const [right, bottom] = [width - 1, height - 1];
  const shown = {
    1: [x, y],
    2: [right - x, y],
    3: [right - x, bottom - y],
    4: [x, bottom - y],
    5: [y, x],
    6: [right - y, x],
    7: [right - y, bottom - x],
    8: [y, bottom - x],
  } as const;
  return quarter(...shown[orientation], width, height);
}

/** A TIFF header with the one entry, the most significant byte first. */
function exif(orientation: number): Buffer {
  const data = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0', 'latin1');
  data.writeUInt16BE(orientation, 18);
  return data;
}

// --- What sharp writes

function picture(colour: (x: number, y: number) => Rgb, width = WIDTH, height = HEIGHT): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(colour(i % width, Math.floor(i / width)), i * 3);
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function plain(width = WIDTH, height = HEIGHT): Sharp {
  return picture((x, y) => COLOURS[quarter(x, y, width, height)], width, height);
}

function withAlpha(): Sharp {
  const data = Buffer.alloc(WIDTH * HEIGHT * 4);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const corner = quarter(i % WIDTH, Math.floor(i / WIDTH));
    data.set([...COLOURS[corner], ALPHAS[corner]], i * 4);
  }
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } });
}

function turned(orientation: Orientation, width = WIDTH, height = HEIGHT): Sharp {
  const corner = (x: number, y: number) => COLOURS[storedQuarter(orientation, x, y, width, height)];
  return picture(corner, ...storedSize(orientation, width, height)).withMetadata({ orientation });
}

async function turnedAs(
  write: (picture: Sharp) => Sharp,
  ending: string,
  width = WIDTH,
  height = HEIGHT,
): Promise<Row[]> {
  const files = await Promise.all(ORIENTATIONS.map((o) => write(turned(o, width, height)).toBuffer()));
  return orientations((o) => files[o - 1]!, ending);
}

/** The bytes of a profile that sharp has. */
async function embedded(name: 'srgb' | 'p3' | 'cmyk'): Promise<Buffer> {
  const { icc } = await sharp(await plain().withIccProfile(name).png().toBuffer()).metadata();
  return icc!;
}

/** COLOURS as samples of another space. */
async function samplesIn(name: 'p3'): Promise<Corners> {
  const file = await plain().withIccProfile(name).png().toBuffer();
  const data = await sharp(file, { ignoreIcc: true }).raw().toBuffer();
  const at = (x: number, y: number) => [...data.subarray((y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3)];
  return [at(5, 5), at(WIDTH - 5, 5), at(5, HEIGHT - 5), at(WIDTH - 5, HEIGHT - 5)] as unknown as Corners;
}

/** What plain arithmetic makes of the inks that libvips takes for COLOURS: (1 − ink) × (1 − black). */
const INKS: Corners = [
  [216, 8, 13],
  [67, 251, 12],
  [24, 67, 255],
  [225, 225, 39],
];
/** What a press can show; and what engines make of it, some of which map its black to black. */
const PALE: Corners = [
  [230, 170, 160],
  [160, 200, 170],
  [150, 160, 210],
  [235, 225, 170],
];
const PRINTED: Corners = [
  [229, 166, 156],
  [159, 191, 166],
  [145, 156, 190],
  [230, 215, 165],
];

const FINE = { quality: 100, chromaSubsampling: '4:4:4' } as const;

async function jpegs(): Promise<Row[]> {
  const inks = await plain().toColourspace('cmyk').jpeg(FINE).toBuffer();
  const pale = picture((x, y) => PALE[quarter(x, y)]);
  const greyPicture = picture((x, y) => GREYS[quarter(x, y)]);
  const rows: Row[] = [
    ['plain.jpg', await plain().jpeg(FINE).toBuffer()],
    [
      'progressive.jpg',
      await plain()
        .jpeg({ ...FINE, progressive: true })
        .toBuffer(),
    ],
    ['grey.jpg', await greyPicture.clone().greyscale().jpeg(FINE).toBuffer(), GREYS],
    ['sRGB.jpg', await plain().withIccProfile('srgb').jpeg(FINE).toBuffer()],
    ['Display P3.jpg', await plain().withIccProfile('p3').jpeg(FINE).toBuffer()],
    ['Display P3 900.jpg', await plain(1200, 900).withIccProfile('p3').jpeg(FINE).toBuffer()],
    ...(await turnedAs((p) => p.jpeg(FINE), 'jpg')),
    ...(await turnedAs((p) => p.jpeg(FINE), '900.jpg', 1200, 900)),
    ['inks.jpg', inks, INKS],
    ['inks without marker.jpg', withAdobeMarker(inks, null), INKS],
    [
      'inks with a profile.jpg',
      await pale.toColourspace('cmyk').withIccProfile('cmyk').jpeg(FINE).toBuffer(),
      PRINTED,
      LOSSY,
    ],
  ];
  return rows.map(([name, bytes, corners, tolerance]) => [
    name,
    bytes,
    corners ?? COLOURS,
    tolerance ?? LOSSY,
  ]);
}

async function webps(): Promise<Row[]> {
  const still = await picture(() => COLOURS[3], 48, 32)
    .webp({ lossless: true })
    .toBuffer();
  const lossless = { lossless: true } as const;
  return [
    ['lossy.webp', await plain().webp({ quality: 100 }).toBuffer(), COLOURS, LOSSY],
    ['lossless.webp', await plain().webp(lossless).toBuffer()],
    ['alpha.webp', await withAlpha().webp(lossless).toBuffer(), ON_WHITE],
    ['lossy alpha.webp', await withAlpha().webp({ quality: 100 }).toBuffer(), ON_WHITE, LOSSY],
    ['sRGB.webp', await plain().withIccProfile('srgb').webp(lossless).toBuffer()],
    ['Display P3.webp', await plain().withIccProfile('p3').webp(lossless).toBuffer()],
    ['alpha Display P3.webp', await withAlpha().withIccProfile('p3').webp(lossless).toBuffer(), ON_WHITE],
    [
      'moving.webp',
      movingWebp(still, [WIDTH, HEIGHT], [48, 32], [48, 32]),
      [WHITE, WHITE, WHITE, COLOURS[3]],
    ],
    ...(await turnedAs((p) => p.webp(lossless), 'webp')),
  ];
}

async function avifs(): Promise<Row[]> {
  const rows: Row[] = [
    ['plain.avif', await plain().avif(FINE).toBuffer()],
    [
      'grey.avif',
      await picture((x, y) => GREYS[quarter(x, y)])
        .greyscale()
        .avif(FINE)
        .toBuffer(),
      GREYS,
    ],
    ['alpha.avif', await withAlpha().avif(FINE).toBuffer(), ON_WHITE],
    ['sRGB.avif', await plain().withIccProfile('srgb').avif(FINE).toBuffer()],
    ['12 bits.avif', OF_12_BITS],
    ['Display P3 by numbers.avif', P3],
    ['10 bits Display P3 by numbers.avif', P3_OF_10_BITS, COLOURS, 8],
    ...turnedAvifs(),
    ['Display P3.avif', await plain().withIccProfile('p3').avif(FINE).toBuffer()],
  ];
  return rows.map(([name, bytes, corners, tolerance]) => [
    name,
    bytes,
    corners ?? COLOURS,
    tolerance ?? LOSSY,
  ]);
}

function turnedAvifs(): Row[] {
  return ([0, 1, 2, 3] as const).flatMap((turn) =>
    [undefined, 0 as const, 1 as const].map((mirror): Row => {
      let shown: Corners = COLOURS;
      for (let i = 0; i < turn; i++) shown = [shown[1], shown[3], shown[0], shown[2]];
      if (mirror === 0) shown = [shown[2], shown[3], shown[0], shown[1]];
      if (mirror === 1) shown = [shown[1], shown[0], shown[3], shown[2]];
      const name = `turned by ${turn} quarters${mirror === undefined ? '' : `, mirror ${mirror}`}.avif`;
      return [name, turnedAvif(turn, mirror), shown];
    }),
  );
}

function gifs(): Row[] {
  const palette = [...COLOURS, [0, 0, 0]];
  const whole: GifFrame = { left: 0, top: 0, width: WIDTH, height: HEIGHT, at: (x, y) => quarter(x, y) };
  const black: GifFrame = { ...whole, at: () => 4 };
  const part: GifFrame = { left: 48, top: 32, width: 48, height: 32, at: () => 3 };
  const form = { width: WIDTH, height: HEIGHT, palette } as const;
  const one = gif({ ...form, frames: [whole] });
  return [
    ['plain.gif', one],
    ['interlaced.gif', gif({ ...form, frames: [{ ...whole, interlaced: true }] })],
    ['moving.gif', gif({ ...form, frames: [whole, black] })],
    [
      'transparent.gif',
      gif({ ...form, frames: [{ ...whole, transparent: 0 }] }),
      [WHITE, COLOURS[1], COLOURS[2], COLOURS[3]],
    ],
    [
      'first frame in part.gif',
      gif({ ...form, background: 4, frames: [part, black] }),
      [WHITE, WHITE, WHITE, COLOURS[3]],
    ],
    [
      'first frame in part, transparent.gif',
      gif({ ...form, background: 4, frames: [{ ...part, transparent: 2 }] }),
      [WHITE, WHITE, WHITE, COLOURS[3]],
    ],
    ['junk behind.gif', Buffer.concat([one, Buffer.from('junk that a server added')])],
    ['no trailer.gif', one.subarray(0, -1)],
    ['second frame cut off.gif', gif({ ...form, frames: [whole, black] }).subarray(0, -500)],
  ];
}

async function bmps(): Promise<Row[]> {
  const at = (x: number, y: number) => COLOURS[quarter(x, y, 95)];
  const form = { width: 95, height: HEIGHT, at } as const; // odd, so that rows are padded
  const alpha = (x: number, y: number) => ALPHAS[quarter(x, y, 95)];
  const p3 = await embedded('p3');
  const inP3 = await samplesIn('p3');
  return [
    [
      '1 bit.bmp',
      bitmap({
        ...form,
        bits: 1,
        palette: COLOURS.slice(0, 2),
        at: (x, y) => COLOURS[quarter(x, y, 95) & 1]!,
      }),
      [COLOURS[0], COLOURS[1], COLOURS[0], COLOURS[1]],
    ],
    ['4 bits.bmp', bitmap({ ...form, bits: 4, palette: COLOURS })],
    ['4 bits in runs.bmp', bitmap({ ...form, bits: 4, palette: COLOURS, runs: true })],
    ['8 bits.bmp', bitmap({ ...form, bits: 8, palette: COLOURS })],
    ['8 bits in runs.bmp', bitmap({ ...form, bits: 8, palette: COLOURS, runs: true })],
    ['16 bits, 555.bmp', bitmap({ ...form, bits: 16 }), COLOURS, 5],
    ['16 bits, 565.bmp', bitmap({ ...form, bits: 16, masks: [0xf800, 0x7e0, 0x1f] }), COLOURS, 5],
    ['24 bits.bmp', bitmap({ ...form, bits: 24 })],
    ['24 bits from the top.bmp', bitmap({ ...form, bits: 24, fromTop: true })],
    [
      '24 bits Display P3.bmp',
      bitmap({ ...form, bits: 24, at: (x, y) => inP3[quarter(x, y, 95)], profile: p3 }),
    ],
    ['32 bits.bmp', bitmap({ ...form, bits: 32 })],
    [
      '32 bits alpha.bmp',
      bitmap({ ...form, bits: 32, masks: [0xff0000, 0xff00, 0xff, 0xff000000], alpha }),
      ON_WHITE,
    ],
  ];
}
