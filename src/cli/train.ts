/** `lab train`: all phases of a method on a folder of images, into a run directory. */
import type { LabEvent } from '../lab/events';
import { aboutMethod } from '../experiments/abouts';
import { methodOf } from '../lab/works';
import { imagesDifference } from '../lab/images/imageSource';
import type { Lab } from '../lab/lab';
import { unpackCapsule, type Capsule } from '../checkpoints/capsule';
import type { Checkpoint } from '../checkpoints/checkpoint';
import { areSameImages, identityOf } from '../checkpoints/imagesIdentity';
import type { RunFacts } from '../checkpoints/manifest';
import { changed, valueOf, type Changes, type Config } from '../experiments/config';
import { earlierValues } from '../experiments/earlierValues';
import { metricsOf, metricTitle } from '../experiments/metrics';
import { aboutPhase, trainedPhases } from '../experiments/phases';
import type { SavingPlan } from '../lab/saving/schedule';
import { valuesOf } from '../networks/networks';
import type { BackendChoice } from './backend';
import { imagesIn, readCapsule } from './capsule';
import { changesFromOptions, configFromOptions, stepsOption, type ConfigOptions } from './configOptions';
import { BadUsage, EXIT, type ExitCode } from './exit';
import { withLock } from './folderLock';
import { onInterrupt } from './interrupt';
import { JsonProgress } from './jsonProgress';
import { jsonLine } from './terminal';
import { Progress } from './progress';
import { RunDirectory } from './runDirectory';
import { readTrainedRun } from './trainedRun';
import { openSession, type FoundData, type Session } from './session';
import { tellSkippedOfRun, writeSkippedOfRun } from './skippedList';

export interface TrainOptions extends ConfigOptions, BackendChoice {
  readonly data?: string;
  readonly out: string;
  readonly json?: boolean;
  readonly resume?: boolean;
  readonly fromCapsule?: string;
  readonly autoencoder?: string;
  readonly checkpointEvery: SavingPlan;
}

/** Trains until the budgets are used or Ctrl-C is pressed, and saves what there is then. The folder is its own meanwhile. */
export function train(options: TrainOptions): Promise<ExitCode> {
  return withLock(options.out, () => trainThere(options));
}

async function trainThere(options: TrainOptions): Promise<ExitCode> {
  const directory = new RunDirectory(options.out);
  const { capsule, before } = await findBefore(options, directory);
  const changes = before ? changesFromOptions(options, before) : {};
  const config = before?.about.config ?? configOf(options);
  const begun = options.autoencoder === undefined ? null : await readAutoencoder(options, config);
  if (!options.resume) await directory.assertFree();
  const progress = new Progress(process.stderr, tellSkippedOfRun(options.out));
  const jsonProgress = new JsonProgress();
  let recording = false;

  const session = await openSession({
    config,
    backend: options,
    data: findImages(options, capsule),
    keeping: { newFolder: () => directory.folder, plan: options.checkpointEvery },
    listen: (event) => {
      if (recording && event.type === 'metrics') record(event, directory, config);
      progress.show(event);
      if (options.json) printEvent(event);
      if (options.json && event.type === 'status') jsonProgress.show(event.status);
    },
  });
  const { lab } = session;
  if (capsule) await unpack(capsule, session, directory);
  if (before) await resume(session, directory, changes, progress);
  if (begun) await lab.beginFrom(config, begun.weights, begun.origin);
  else if (!before) await lab.tryShipped();
  await lab.keeper!.writeManifest();
  directory.writeMetrics(lab.metrics, config);
  writeSkippedOfRun(options.out, session.images.info.skipped);
  recording = true;

  const interrupt = onInterrupt(() => {
    progress.say('Stopping and saving; press Ctrl-C again to end without saving.');
    void lab.stop();
  });
  lab.start();
  await lab.settled();
  progress.end();
  await finishSaving(lab, directory);
  interrupt.dispose();
  if (options.json) printDone(await lab.keeper!.facts(), options.out);
  for (const line of heldOutLines(lab)) progress.say(line);
  progress.say(`${summary(lab)} Saved in “${options.out}”.`);

  const { state } = lab.status;
  if (state === 'failed') throw new Error(session.failure()?.what ?? 'Training failed.');
  return state === 'finished' || !interrupt.pressed ? EXIT.done : EXIT.interrupted;
}

interface RunBefore {
  readonly capsule: Capsule | null;
  /** Where it stands; undefined where a run begins. */
  readonly before: Checkpoint | undefined;
}

/** With --autoencoder no networks that come with the program are taken. */
function configOf(options: TrainOptions): Config {
  const config = configFromOptions(options);
  const { shipped } = aboutMethod(config.method);
  if (options.autoencoder === undefined || !shipped) return config;
  return changed(config, { [shipped.askedBy]: earlierValues(config.method)[shipped.askedBy] });
}

/** The run that goes on, if one does: of the directory, or of a capsule. */
async function findBefore(
  { resume, fromCapsule }: TrainOptions,
  directory: RunDirectory,
): Promise<RunBefore> {
  if (resume && fromCapsule !== undefined) {
    throw new BadUsage(
      '--resume continues the run in --out and --from-capsule begins there: give one of them.',
    );
  }
  const capsule = fromCapsule === undefined ? null : await readCapsule(fromCapsule);
  const resumed = resume ? (await directory.readCheckpoint()).checkpoint : capsule?.checkpoints.at(-1);
  return { capsule, before: resumed };
}

/** E and D of --autoencoder. Throws BadUsage where a run goes on, or where they do not fit this experiment. */
async function readAutoencoder(
  { autoencoder: named = '', resume, fromCapsule }: TrainOptions,
  config: Config,
) {
  if (resume || fromCapsule !== undefined) {
    throw new BadUsage('--autoencoder begins a new run: leave out --resume and --from-capsule.');
  }
  const { shapedBy, letters } = autoencoderOf(config, 'This run');
  const { run, weights } = await readTrainedRun(named);
  autoencoderOf(run.config, `The run “${named}”`);
  const key = shapedBy.find((one) => valueOf(run.config, one) !== valueOf(config, one));
  if (key) {
    const [there, here] = [valueOf(run.config, key), valueOf(config, key)].map(String);
    throw new BadUsage(`${key} is ${there} in the autoencoder of “${named}” and ${here} here.`);
  }
  const origin: RunFacts['beganWith'] = { file: named, network: 'autoencoder', by: 'ours', ignored: [] };
  return { weights: valuesOf(weights, letters), origin };
}

/** What shapes a method’s autoencoder, and its networks. Throws BadUsage where it has none. */
function autoencoderOf(config: Config, whose: string) {
  const found = methodOf(config).exports.find(({ name }) => name === 'autoencoder');
  if (found) return found;
  throw new Error(
    `${whose} is of the method “${aboutMethod(config.method).title}”, which has no autoencoder.`,
  );
}

/** What --data names, or else the images in the capsule. Throws BadUsage where there are neither. */
function findImages({ data }: TrainOptions, capsule: Capsule | null): string | FoundData {
  if (data !== undefined) return data;
  if (!capsule) throw new BadUsage("required option '--data <dir>' not specified");
  if (capsule.images.size > 0) return imagesIn(capsule);
  throw new BadUsage(`The capsule holds no images: give --data, the images of “${capsule.data.name}”.`);
}

/** Writes the capsule’s run into the directory, once it is known that it can go on there. */
async function unpack(capsule: Capsule, { images }: Session, directory: RunDirectory): Promise<void> {
  const loaded = await identityOf(images);
  if (!areSameImages(loaded, capsule.data)) {
    throw new Error(`${imagesDifference(capsule.data, loaded)} Give the run’s own as --data.`);
  }
  await unpackCapsule(capsule, directory.folder);
}

/** Puts the run of the directory into the lab. Throws one sentence if its images are others. */
async function resume(
  { lab }: Session,
  directory: RunDirectory,
  changes: Changes,
  progress: Progress,
): Promise<void> {
  const continued = await lab.continueRun(directory.folder, { changes });
  if (continued.outcome === 'images') {
    throw new Error(`${continued.difference} Give the same --data to continue.`);
  }
  const { phase, step } = continued.checkpoint;
  progress.say(`Continued from step ${step} of phase “${phase}”.`);
  if (lab.status.state === 'finished') {
    const option = stepsOption(lab.config, aboutPhase(phase));
    progress.say(`All its steps are done: give ${option} a number above ${step} to train on.`);
  }
}

/** Keeps metrics.csv in step with the run: after a return to an earlier step the rows that came after it are void. */
function record(
  { rows, fresh }: Extract<LabEvent, { type: 'metrics' }>,
  directory: RunDirectory,
  config: Config,
): void {
  if (fresh) directory.writeMetrics(rows, config);
  else directory.appendMetrics(rows, config);
}

/** A failed run keeps the checkpoint from before its failure. */
async function finishSaving(lab: Lab, directory: RunDirectory): Promise<void> {
  const keeper = lab.keeper!;
  if (lab.status.state !== 'failed') await keeper.save();
  await keeper.settled();
  await keeper.writeManifest();
  await directory.writeWeights(await lab.parameters(), lab.config);
  if (keeper.status.state === 'paused')
    throw new Error(keeper.status.problem ?? 'The run could not be saved.');
}

function summary(lab: Lab): string {
  const { state, phase, step, steps } = lab.status;
  return state === 'finished'
    ? `Finished ${trainedPhases(lab.config).length > 1 ? 'both phases' : 'all steps'}.`
    : `Stopped in step ${step} of ${steps} of phase “${phase}”.`;
}

/** What each phase came to by the images held out, as it was measured last; nothing where none are. */
function heldOutLines({ config, metrics }: Lab): string[] {
  const judges = metricsOf(config).filter((metric) => aboutMethod(config.method).metrics[metric]!.heldOut);
  return trainedPhases(config).flatMap(({ id, title }) => {
    const row = metrics.findLast(
      ({ phase, values }) => phase === id && judges.some((metric) => values[metric] !== undefined),
    );
    if (!row) return [];
    const values = judges.flatMap((metric) => {
      const value = row.values[metric];
      return value === undefined ? [] : [`${metricTitle(config, metric)} ${value.toPrecision(3)}`];
    });
    return [`${title}, after step ${row.step}: ${values.join(', ')}.`];
  });
}

/** The events that a machine gets, one JSON object a line; metrics one line a row. */
function printEvent(event: LabEvent): void {
  if (event.type === 'backend') jsonLine({ type: 'backend', ...event.backend });
  if (event.type === 'images' && event.images) jsonLine({ type: 'images', ...event.images });
  if (event.type === 'recovered') jsonLine({ type: 'recovered', ...event.recovery });
  if (event.type === 'metrics') for (const row of event.rows) jsonLine({ type: 'metrics', ...row });
}

function printDone({ state, phase, step, trainingSeconds, totalSeconds }: RunFacts, out: string): void {
  jsonLine({ type: 'done', state, phase, step, trainingSeconds, totalSeconds, out });
}
