/** Every experiment there is: Table 1's rows, the authors' code, and each disagreement of paper and code by itself. */
import { FIRST_METHOD, type MethodId } from './abouts';
import type { ArtifactsConfig } from './config';
import type { Experiment, ExperimentId } from './experiment';
import { DISAGREEMENTS } from './registry/disagreements';
import { TABLE_1 } from './registry/table1';

export type { Experiment, ExperimentId } from './experiment';

/** In the order of Table 1, then the others. */
export const EXPERIMENTS: readonly Experiment[] = [...TABLE_1, ...DISAGREEMENTS];

/** Those of a method; all that there are change fields of the first one. */
export function experimentsOf({ method }: { readonly method: MethodId }): readonly Experiment[] {
  return method === FIRST_METHOD ? EXPERIMENTS : [];
}

/** The experiment of this name. Throws an Error for one that there is none of. */
export function experiment(id: ExperimentId): Experiment {
  const found = EXPERIMENTS.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`There is no experiment “${id}”.`);
  return found;
}

/** What an experiment changes of a base, the baseline's drop rate included: a row of a table is `{ ...base, ...changes }`. */
export function experimentChanges(id: ExperimentId): Partial<ArtifactsConfig> {
  return { ...experiment('baseline').changes, ...experiment(id).changes };
}
