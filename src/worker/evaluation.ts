/** The requests about the networks, answered by an Evaluation beside the present Lab. */
import * as Comlink from 'comlink';
import { Evaluation } from '../lab/evaluate/evaluation';
import { look } from '../lab/evaluate/looking';
import type { Lab } from '../lab/lab';
import { decodeInBrowser } from './decode';
import type { HandedFiles } from './handedFiles';
import type { EvaluationRequests, LabEvent } from './protocol';

/**
 * @param lab the Lab that is present when a request comes
 * @param handed what has come of the files of a request
 */
export function evaluationBeside(lab: () => Lab, handed: HandedFiles, emit: (event: LabEvent) => void) {
  const evaluation = new Evaluation(
    () => lab().subject,
    decodeInBrowser,
    (event) => emit({ type: 'evaluation', event }),
  );
  const requests: EvaluationRequests = {
    measure: (request) => evaluation.measure(request),
    // Async, so that what is thrown rejects.
    // eslint-disable-next-line @typescript-eslint/require-await
    foretell: async (request) => evaluation.foretell(request),
    measureOwn: (name, request) => evaluation.measureOwn(name, request),
    filters: () => evaluation.filters(),
    patches: (request) => evaluation.patches(request),
    retrieve: (request) => evaluation.retrieve(request),
    arrangement: (request) => evaluation.arrangement(request),
    neighbourCurve: (request) => evaluation.neighbourCurve(request),
    attend: (images) => evaluation.attend(images),
    readSecond: (files, name) => evaluation.readSecond(handed.with(files), name),
    cancelEvaluation: () => Promise.resolve(evaluation.cancel()),
    // eslint-disable-next-line @typescript-eslint/require-await
    watch: async (request) => evaluation.watch(request),
    // eslint-disable-next-line @typescript-eslint/require-await
    async view(image) {
      const view = evaluation.view(image);
      return Comlink.transfer(view, [view.buffer]);
    },
    look: (name, request) => look(lab().subject, name, request),
  };
  /** Lets the watched measure follow the training. */
  const follow = ({ type }: LabEvent): void => {
    if (type === 'status') evaluation.afterSteps();
  };
  return { requests, follow };
}
