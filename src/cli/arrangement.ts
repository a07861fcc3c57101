/** `lab arrangement`: whether features see how the parts of an image are arranged (thesis Figure 4.1). */
import { shortName } from '../base/imageName';
import {
  originalView,
  permutedView,
  probeArrangement,
  type ArrangementOptions,
  type ArrangementRow,
} from '../evaluation/arrangement/arrangement';
import type { Contestant } from '../evaluation/contestants';
import { rgbPicture } from '../evaluation/pictures/picture';
import { MEASURE_PROTOCOL } from '../experiments/measureProtocol';
import { SIZES } from '../schema/sizes';
import type { ExitCode } from './exit';
import { listOf, measure, type Measuring } from './measuring';
import { replace } from './nodeFolder';
import { readOther, type OtherRun } from './otherRun';
import { sheetToPng, TITLE_LETTERS } from './pictureSheet';
import { choiceOf, contestantsIn, type ContestantOptions } from './probe';
import { line, printMoment, ProtocolNotes } from './probeLines';
import { jsonLine, print } from './terminal';

export interface ArrangementCommandOptions extends ContestantOptions {
  readonly against?: string;
  readonly images: number;
  readonly tiles: number;
  readonly band: number;
  readonly plainOriginals?: boolean;
  readonly out?: string;
}

/** Images that are drawn. */
const SHOWN = 4;

export function arrangementRun(options: ArrangementCommandOptions): Promise<ExitCode> {
  const { json, tiles, band, plainOriginals, out } = options;
  return measure(
    options,
    async (measuring) => {
      const originals = plainOriginals ? 'plain' : 'filled';
      const asked: ArrangementOptions = { tiles, band, originals, seed: measuring.config.seed };
      const notes = new ProtocolNotes();
      const onRow = (row: ArrangementRow): void => {
        const { title: network, layer, accuracy, trainingAccuracy, about } = row;
        if (json)
          jsonLine({
            ...{ type: 'arrangement', protocolVersion: MEASURE_PROTOCOL, network, layer },
            ...{ accuracy: accuracy.value, interval: accuracy.interval, trainingAccuracy, about },
          });
        else print(line(network, layer, accuracy.value, accuracy.interval));
        notes.add(about);
      };
      if (!json) printMoment(measuring);
      for (const { contestants, images } of await partiesIn(measuring, options)) {
        const some = images.subset(Uint32Array.from(images.spread(options.images)));
        await measuring.run(probeArrangement(contestants, some, asked, onRow));
      }
      if (!json) notes.print();
      if (out !== undefined) await draw(measuring, asked, out);
    },
    (reading) => choiceOf(options, reading),
  );
}

/** The run with its baselines, then each other run. */
async function partiesIn(measuring: Measuring, options: ArrangementCommandOptions) {
  const others: OtherRun[] = [];
  for (const named of options.against?.split(',') ?? [])
    others.push(await readOther(named, options.data, measuring));
  return [
    { contestants: contestantsIn(measuring, options), images: measuring.images },
    ...others.map(({ called, source, images }) => {
      const { layers: known } = source.reading;
      const layers = options.layers === undefined ? known : listOf(options.layers, known, '--layers');
      const contestant: Contestant = {
        ...{ network: called, title: called, source, layers, adapts: true, learns: null },
      };
      return { contestants: [contestant], images };
    }),
  ];
}

async function draw({ config, images, progress }: Measuring, asked: ArrangementOptions, out: string) {
  const { pixels } = SIZES[config.size];
  const rows = images.spread(SHOWN).map((image) => ({
    title: shortName(images.paths[image]!, TITLE_LETTERS),
    pictures: [
      { picture: rgbPicture(originalView(asked)(images, [image], pixels)), note: 'original' },
      { picture: rgbPicture(permutedView(asked)(images, [image], pixels)), note: 'permuted' },
    ],
  }));
  const caption = `${asked.tiles} × ${asked.tiles} tiles; bands over the seams filled${asked.originals === 'filled' ? ' in both' : ''}.`;
  await replace(out, await sheetToPng(rows, caption));
  progress.say(`“${out}”`);
}
