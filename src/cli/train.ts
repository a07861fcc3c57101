/** `lab train`: both phases on a folder of images, into a run directory. */
import type { BackendName, LabEvent } from '../lab/events';
import type { Lab } from '../lab/lab';
import { configFromOptions, type ConfigOptions } from './configOptions';
import { EXIT, type ExitCode } from './exit';
import { onInterrupt } from './interrupt';
import { jsonLine } from './jsonLines';
import { Progress } from './progress';
import { RunDirectory, type RunFacts } from './runDirectory';
import { openSession, type Session } from './session';

export interface TrainOptions extends ConfigOptions {
  readonly data: string;
  readonly out: string;
  readonly backend: BackendName;
  readonly json?: boolean;
}

/** Trains until both budgets are used or Ctrl-C is pressed, and saves what there is then. */
export async function train(options: TrainOptions): Promise<ExitCode> {
  const began = new Date();
  const config = configFromOptions(options);
  const directory = new RunDirectory(options.out);
  await directory.assertFree();
  const progress = new Progress(process.stderr);

  const session = await openSession({
    config,
    backend: options.backend,
    data: options.data,
    listen: (event) => {
      if (event.type === 'metrics' && event.rows.length > 0) directory.appendMetrics(event.rows);
      progress.show(event);
      if (options.json) printEvent(event);
    },
  });
  const { lab } = session;
  const hash = await session.images.contentHash();
  const facts = (): RunFacts => runFacts(session, hash, began);
  await directory.create({ ...facts(), state: 'running' });

  const interrupt = onInterrupt(() => {
    progress.say('Stopping and saving; press Ctrl-C again to end without saving.');
    void lab.stop();
  });
  lab.start();
  await lab.settled();
  progress.end();

  await directory.writeWeights(await lab.parameters(), lab.config);
  await directory.writeRun(facts());
  interrupt.dispose();
  if (options.json) printDone(facts(), options.out);
  progress.say(`${summary(lab)} Saved in “${options.out}”.`);

  const { state } = lab.status;
  if (state === 'failed') throw new Error(session.failure()?.what ?? 'Training failed.');
  return state === 'finished' || !interrupt.pressed ? EXIT.done : EXIT.interrupted;
}

function runFacts({ lab, images, backend }: Session, hash: string, began: Date): RunFacts {
  const { state, phase, step } = lab.status;
  return {
    config: lab.config,
    data: { name: images.name, count: images.count, hash },
    backend: { name: backend.name, device: backend.device },
    state,
    phase,
    step,
    started: began.toISOString(),
    trainingSeconds: lab.metrics.at(-1)?.seconds ?? 0,
    totalSeconds: (Date.now() - began.getTime()) / 1000,
  };
}

function summary(lab: Lab): string {
  const { state, phase, step, steps } = lab.status;
  return state === 'finished'
    ? 'Finished both phases.'
    : `Stopped in step ${step} of ${steps} of phase “${phase}”.`;
}

/** The events that a machine gets, one JSON object a line; metrics one line a row. */
function printEvent(event: LabEvent): void {
  if (event.type === 'backend') jsonLine({ type: 'backend', ...event.backend });
  if (event.type === 'images' && event.images) jsonLine({ type: 'images', ...event.images });
  if (event.type === 'metrics') for (const row of event.rows) jsonLine({ type: 'metrics', ...row });
}

function printDone({ state, phase, step, trainingSeconds, totalSeconds }: RunFacts, out: string): void {
  jsonLine({ type: 'done', state, phase, step, trainingSeconds, totalSeconds, out });
}
