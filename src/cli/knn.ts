/** `lab knn`: the thesis's nearest-neighbour classifier on a run's features, beside the baselines. */
import { classifyByNeighbours } from '../evaluation/neighbours';
import { contestantGroups, extractGroup, groupsThatFit } from '../evaluation/probeTable';
import { neighboursLine, neighbourTask } from '../evaluation/split';
import { createNetworks } from '../networks/networks';
import type { ExitCode } from './exit';
import { jsonLine, print } from './terminal';
import { measure } from './measuring';
import { choiceOf, nameOf, type ContestantOptions } from './probe';
import { line, printMoment, ProtocolNotes } from './probeLines';

export interface KnnOptions extends ContestantOptions {
  readonly k: number;
}

export function knnRun(options: KnnOptions): Promise<ExitCode> {
  const { k, json } = options;
  const choice = choiceOf(options);
  return measure(options, async (measuring) => {
    const { config, trained, called, images, material, progress, run } = measuring;
    const contestants = { config, trained, random: createNetworks(config), ...choice };
    const task = neighbourTask(material);
    progress.say(neighboursLine(task));
    const notes = new ProtocolNotes();
    if (!json) printMoment(measuring);
    for (const group of groupsThatFit(contestantGroups(contestants), images.count)) {
      for (const { network, features } of await run(extractGroup(config, group, images, task.references))) {
        const score = await run(classifyByNeighbours(features, task, k));
        const row = { network: nameOf(network, called), layer: features.name, k, score };
        if (json) jsonLine({ type: 'knn', ...row });
        else print(line(row.network, row.layer, score.accuracy, score.interval));
        notes.add(score.about);
      }
    }
    if (!json) notes.print();
  });
}
