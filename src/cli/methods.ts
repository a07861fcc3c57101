/** `lab methods`: what can be trained. */
import { aboutMethod, METHOD_IDS } from '../experiments/abouts';
import { EXIT, type ExitCode } from './exit';
import { jsonLine, print } from './terminal';

export interface MethodsOptions {
  readonly json?: boolean;
}

/** A line for each method, in the order in which they are offered. */
export function listMethods({ json }: MethodsOptions): ExitCode {
  const abouts = METHOD_IDS.map(aboutMethod);
  const width = Math.max(...abouts.map(({ id }) => id.length));
  for (const { id, title, summary, paper, presets, phases } of abouts) {
    if (json) {
      jsonLine({
        ...{ type: 'method', id, title, summary, paper, presets: Object.keys(presets) },
        phases: phases.map((phase) => ({ id: phase.id, title: phase.title })),
      });
    } else print(`${id.padEnd(width)}  ${title}: ${summary}`);
  }
  return EXIT.done;
}
