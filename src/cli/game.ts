/** `lab game`: how well a run's discriminator spots artifacts, beside one that has learnt nothing and an oracle. */
import type { Estimate } from '../evaluation/bootstrap';
import { asTheRunHadThem } from '../checkpoints/imagesIdentity';
import type { ImageSet } from '../data/imageSet';
import type { Config } from '../experiments/config';
import { dividedImages } from '../experiments/heldOut';
import { measureOf, type MeasureReply } from '../lab/works';
import type { Reading } from '../networks/reading';
import type { ExitCode } from './exit';
import { jsonLine, print } from './terminal';
import { measure, type Measuring, type MeasuringOptions } from './measuring';
import { printMoment } from './probeLines';

export interface GameCommandOptions extends MeasuringOptions {
  /** Drop rate; the run's if absent. */
  readonly theta?: number;
  /** Judge by all images, also where some are held out. */
  readonly all?: boolean;
}

type GameMeasured = MeasureReply<'game'>;
type Telling = GameMeasured['fakes'][number]['trained'];

/** What judges: images of a set, and how many of it the run holds out. */
interface Judges {
  readonly images: ImageSet;
  /** All of them if absent. */
  readonly indices?: Uint32Array;
  readonly heldOut: number;
}

/** Those that the run holds out, where the data are its own and all were not asked for. */
async function judgesOf({ trainedRun, config, images }: Measuring, all: boolean): Promise<Judges> {
  const { ranks, data } = trainedRun;
  const { hash, content } = data;
  const own = hash === null ? null : await asTheRunHadThem(images, { hash, content }, ranks);
  if (!own) return { images, heldOut: 0 };
  const { heldOut } = dividedImages(config, own.count);
  const judges = { images: own, heldOut: heldOut.length };
  return all || heldOut.length === 0 ? judges : { ...judges, indices: heldOut };
}

export function gameRun({ theta, all = false, ...options }: GameCommandOptions): Promise<ExitCode> {
  const check = (_: Reading, config: Config) => void measureOf(config, 'game');
  const play = async (measuring: Measuring): Promise<void> => {
    const { config, run, trained: networks } = measuring;
    const judges = await judgesOf(measuring, all);
    const { images, indices } = judges;
    const asked = { ...(theta !== undefined && { theta }), ...(indices && { indices }) };
    const game = await run(measureOf(config, 'game')({ config, networks }, images, asked));
    const judged = indices ? 'held out' : 'all';
    if (options.json) return jsonLine({ type: 'game', data: images.name, ...game, judged });
    printMoment(measuring);
    for (const text of gameLines(game, judges)) print(text);
  };
  return measure(options, play, check);
}

const ROWS: readonly { title: string; of: (telling: Telling) => Estimate | null; oracle?: true }[] = [
  { title: 'class AUC', of: ({ classArea }) => classArea },
  { title: 'pair accuracy', of: ({ pairAccuracy }) => pairAccuracy },
  { title: 'mask AUC', of: ({ maskArea }) => maskArea, oracle: true },
];

const COLUMNS = [10, 15, 22, 22, 22] as const;

/** The measures for a person: a line each, then how they came about. */
function gameLines({ images, draws, theta, psnr, fakes }: GameMeasured, judges: Judges): string[] {
  const header = aligned(['', '', 'trained', 'random C', 'oracle']);
  const rows = fakes.flatMap(({ kind, trained, random, oracleMaskArea }) =>
    ROWS.map(({ title, of, oracle }, i) =>
      aligned([
        i === 0 ? kind : '',
        title,
        estimate(of(trained), 3),
        estimate(of(random), 3),
        oracle ? estimate(oracleMaskArea, 3) : '',
      ]),
    ),
  );
  return [
    `Copies: PSNR ${estimate(psnr, 1)} dB`,
    header,
    ...rows,
    'Protocol:',
    `  ${images} images${whichText(judges)}, central views, θ = ${theta}, ${draws === 1 ? 'one damage' : `${draws} damages`} of each`,
    '  statistics of batches of real and fake images, for both discriminators; no dropout, no noise',
    '  AUC: area under the ROC curve, 0.5 is chance; pairs: the same image real and fake',
    '  oracle: sees D(φ), scores each cell by its squared difference from it',
    '  in brackets 95 % intervals, by the bootstrap over images',
  ];
}

function whichText({ images, indices, heldOut }: Judges): string {
  if (indices) return ` that the run holds out of its ${images.count}, never trained on (--all for all)`;
  return heldOut > 0 ? `, of which the run holds ${heldOut} out` : '';
}

function estimate(of: Estimate | null, digits: number): string {
  if (!of) return '–';
  const [value, low, high] = [of.value, of.interval.low, of.interval.high].map((x) => x.toFixed(digits));
  return `${value} [${low}, ${high}]`;
}

function aligned(cells: readonly string[]): string {
  return cells
    .map((cell, i) => cell.padEnd(COLUMNS[i]!))
    .join(' ')
    .trimEnd();
}
