/** `lab knn`: the thesis's nearest-neighbour classifier on a run's features, beside the baselines. */
import { csvText } from '../base/csv';
import { FIVE_CROPS } from '../data/augment';
import { PROBE_DEFAULTS } from '../evaluation/probe';
import { probeTable, type TableRow } from '../evaluation/probeTable';
import { neighboursLine, neighbourTask } from '../evaluation/split';
import { MEASURE_PROTOCOL } from '../experiments/measureProtocol';
import type { Reading } from '../networks/reading';
import { curvesToPng, type Curve } from './curvePng';
import type { ExitCode } from './exit';
import { replace } from './nodeFolder';
import { jsonLine, print } from './terminal';
import { measure } from './measuring';
import { choiceOf, contestantsIn, type ContestantOptions } from './probe';
import { line, printMoment, ProtocolNotes } from './probeLines';

export interface KnnOptions extends ContestantOptions {
  /** In rising order. */
  readonly k: readonly number[];
  readonly crops: 'central' | 'five';
  readonly csv?: string;
  /** Where the curve is drawn. */
  readonly out?: string;
}

type KnnRow = Extract<TableRow, { readonly method: 'knn' }>;

export function knnRun(options: KnnOptions): Promise<ExitCode> {
  const { k: ks, crops, json, csv, out } = options;
  const check = (reading: Reading) => choiceOf(options, reading);
  return measure(
    options,
    async (measuring) => {
      const { images, material, progress, run } = measuring;
      const task = neighbourTask(material);
      progress.say(neighboursLine(task));
      const notes = new ProtocolNotes();
      const rows: KnnRow[] = [];
      if (!json) printMoment(measuring);
      const onRow = (row: TableRow): void => {
        if (row.method !== 'knn') return;
        rows.push(row);
        if (json) jsonLine(rowFacts(row, crops));
        else print(`${lineOf(row)}${ks.length > 1 ? `  k = ${row.k}` : ''}`);
        notes.add(row.score.about);
      };
      const views = crops === 'five' ? { views: FIVE_CROPS } : {};
      const asked = { splits: [], probe: PROBE_DEFAULTS, neighbours: { task, ks }, ...views, onRow };
      await run(probeTable(contestantsIn(measuring, options), images, asked));
      if (!json) notes.print();
      if (csv !== undefined) await replace(csv, csvOf(rows));
      if (out !== undefined) {
        const title = `Nearest neighbours, ${measuring.moment}`;
        await replace(out, await curvesToPng(curvesOf(rows), { title, across: 'neighbours k' }));
        progress.say(`“${out}”`);
      }
    },
    check,
  );
}

function lineOf({ title, layer, score }: KnnRow): string {
  return line(title, layer, score.accuracy, score.interval);
}

/** A number for a program. */
function rowFacts({ title: network, layer, k, score }: KnnRow, crops: KnnOptions['crops']): object {
  return { type: 'knn', protocolVersion: MEASURE_PROTOCOL, network, layer, k, crops, score };
}

function csvOf(rows: readonly KnnRow[]): string {
  return csvText([
    ['network', 'layer', 'k', 'accuracy', 'low95', 'high95'],
    ...rows.map(({ title, layer, k, score: { accuracy, interval } }) => {
      return [title, layer, k, accuracy, interval.low, interval.high];
    }),
  ]);
}

/** One for each network and layer. */
function curvesOf(rows: readonly KnnRow[]): Curve[] {
  const curves = new Map<string, Curve['points'][number][]>();
  for (const { title, layer, k, score } of rows) {
    const name = title === layer ? title : `${title}, ${layer}`;
    const points = curves.get(name) ?? [];
    points.push({ x: k, y: score.accuracy, ...score.interval });
    curves.set(name, points);
  }
  return Array.from(curves, ([title, points]) => ({ title, points }));
}
