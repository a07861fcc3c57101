/** `lab knn`: the thesis's nearest-neighbour classifier on a run's features, beside the baselines. */
import { leaveOneOut } from '../evaluation/neighbours';
import { contestantGroups, extractGroup } from '../evaluation/probeTable';
import { createNetworks } from '../networks/networks';
import type { ExitCode } from './exit';
import { jsonLine } from './jsonLines';
import { measure, percent } from './measuring';
import { choiceOf, type ContestantOptions } from './probe';

export interface KnnOptions extends ContestantOptions {
  readonly k: number;
}

export function knnRun(options: KnnOptions): Promise<ExitCode> {
  const { k, json } = options;
  const choice = choiceOf(options);
  return measure(options, async (measuring) => {
    const { config, trained, images, run } = measuring;
    const contestants = { config, trained, random: createNetworks(config), ...choice };
    if (images.labelNames.length < 2) {
      throw new Error(
        `“${images.name}” has no labels: put the images of each kind into a folder of their own.`,
      );
    }
    const labelled = [...images.labels.keys()].filter((i) => images.labels[i]! >= 0);
    for (const group of contestantGroups(contestants)) {
      for (const { network, features } of await run(extractGroup(config, group, images, labelled))) {
        const score = await run(leaveOneOut(features, images.labels, images.labelNames, k));
        const row = { network, layer: features.name, k, score };
        if (json) {
          jsonLine({ type: 'knn', ...row });
          continue;
        }
        const { accuracy, interval, protocol } = score;
        const range = `[${percent(interval.low)}, ${percent(interval.high)}]`;
        process.stdout.write(
          `${network.padEnd(12)}${features.name.padEnd(9)}${percent(accuracy)} % ${range}\n    ${protocol}\n`,
        );
      }
    }
  });
}
