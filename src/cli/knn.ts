/** `lab knn`: the thesis's nearest-neighbour classifier on a run's features, beside the baselines. */
import { PROBE_DEFAULTS } from '../evaluation/probe';
import { probeTable, type TableRow } from '../evaluation/probeTable';
import { neighboursLine, neighbourTask } from '../evaluation/split';
import { MEASURE_PROTOCOL } from '../experiments/measureProtocol';
import type { Reading } from '../networks/reading';
import type { ExitCode } from './exit';
import { jsonLine, print } from './terminal';
import { measure } from './measuring';
import { choiceOf, contestantsIn, type ContestantOptions } from './probe';
import { line, printMoment, ProtocolNotes } from './probeLines';

export interface KnnOptions extends ContestantOptions {
  readonly k: number;
}

export function knnRun(options: KnnOptions): Promise<ExitCode> {
  const { k, json } = options;
  const check = (reading: Reading) => choiceOf(options, reading);
  return measure(
    options,
    async (measuring) => {
      const { images, material, progress, run } = measuring;
      const task = neighbourTask(material);
      progress.say(neighboursLine(task));
      const notes = new ProtocolNotes();
      if (!json) printMoment(measuring);
      const onRow = ({ title, layer, ...row }: TableRow): void => {
        if (row.method !== 'knn') return;
        const { score } = row;
        if (json)
          jsonLine({ type: 'knn', protocolVersion: MEASURE_PROTOCOL, network: title, layer, k, score });
        else print(line(title, layer, score.accuracy, score.interval));
        notes.add(score.about);
      };
      const neighbours = { task, k };
      await run(
        probeTable(contestantsIn(measuring, options), images, {
          ...{ splits: [], probe: PROBE_DEFAULTS, neighbours, onRow },
        }),
      );
      if (!json) notes.print();
    },
    check,
  );
}
