/** The experiment as the command line gives it: a page’s link, then the named options, then --set. */
import { InvalidArgumentError, type Command } from 'commander';
import type { Checkpoint } from '../checkpoints/checkpoint';
import { messageOf } from '../base/messageOf';
import { methodProblem } from '../experiments/configProblems';
import { aboutMethod, FIRST_METHOD, METHOD_IDS, type MethodId } from '../experiments/abouts';
import {
  configDifference,
  fieldsOf,
  picked,
  valueOf,
  type Changes,
  type Config,
  type ConfigKey,
} from '../experiments/config';
import { parseEntries, repairLink } from '../experiments/link';
import { isSkipped, phasesOf, type PhaseAbout } from '../experiments/phases';
import { retuned } from '../experiments/retune';
import { BadUsage } from './exit';

type Entry = readonly [key: string, text: string];

export interface ConfigOptions {
  readonly from?: string;
  readonly set: readonly Entry[];
  readonly method?: string;
  readonly size?: string;
  readonly preset?: string;
  readonly theta?: string;
  readonly seed?: string;
  readonly steps?: string;
  readonly aeSteps?: string;
  readonly ganSteps?: string;
  readonly batch?: string;
}

/** Adds the options that describe an experiment. */
export function addConfigOptions(command: Command): Command {
  return command
    .option('--method <id>', `what learns, see “lab methods” (default: ${FIRST_METHOD})`)
    .option('--size <name>', 'tiny, small, laptop, stl10 or imagenet (default: small)')
    .option('--preset <name>', `where the other settings come from: ${presetsInWords()}`)
    .option('--theta <share>', `drop rate θ, 0 to 0.95 (${methodsWith('theta')})`)
    .option('--seed <number>', 'where every random draw comes from')
    .option('--steps <n>', 'steps of the run, of a method with one phase')
    .option('--ae-steps <n>', `steps of the autoencoder phase (${methodsWith('aeSteps')})`)
    .option('--gan-steps <n>', `steps of the damage & repair phase (${methodsWith('ganSteps')})`)
    .option('--batch <n>', 'images a step')
    .option('--set <key=value>', 'any other setting, by its name in a page’s link; repeatable', addEntry, [])
    .option('--from <link>', 'take the settings from a page’s link; the other options go before it');
}

/** “paper (unless named) or authors-code or default for artifacts; default for rotations”. */
function presetsInWords(): string {
  const ofMethod = (method: MethodId): string => {
    const { presets, plainPreset } = aboutMethod(method);
    const names = Object.keys(presets);
    const marked = names.map((name) =>
      name === plainPreset && names.length > 1 ? `${name} (unless named)` : name,
    );
    return `${marked.join(' or ')} for ${method}`;
  };
  return METHOD_IDS.map(ofMethod).join('; ');
}

/** “artifacts only”. */
function methodsWith(key: ConfigKey): string {
  const having = METHOD_IDS.filter((method) => has({ method }, key));
  return `${having.join(' and ')} only`;
}

function has(config: Pick<Config, 'method'>, key: ConfigKey): boolean {
  return fieldsOf(config).some((field) => field.key === key);
}

/**
 * Reads the options, over `defaults` where the preset’s values are not to be the ones left out. Throws BadUsage for an
 * unknown setting or a value out of range.
 */
export function configFromOptions(options: ConfigOptions, defaults: Changes = {}): Config {
  const others = Object.entries(defaults).map(([key, value]) => [key, String(value)] as const);
  const { config, problems } = parseEntries([...others, ...entriesOf(options)]);
  if (problems.length > 0) throw new BadUsage(problems.join(' '));
  assertPhasesThere(config, options);
  return config;
}

/** Throws BadUsage where steps are asked for of a phase that a run with these settings does not have. */
function assertPhasesThere(config: Config, options: ConfigOptions): void {
  const asked = ownEntries(options).map(([key]) => key);
  const phase = phasesOf(config).find((one) => isSkipped(config, one) && asked.includes(one.budget.steps));
  if (!phase) return;
  const [key] = Object.keys(phase.skippedWhere!) as [ConfigKey];
  const why = `with ${key} “${String(valueOf(config, key))}” a run begins after ${phase.called}`;
  throw new BadUsage(
    `${stepsOption(config, phase)} has no effect: ${why}. Leave it out, or choose another ${key} with --set.`,
  );
}

/** The method that the options ask for; null where they name none. */
export function methodFromOptions({ from, method, set }: ConfigOptions): MethodId | null {
  const named = [
    ...linkEntries(from),
    ...(method === undefined ? [] : [['method', method] as const]),
    ...set,
  ].findLast(([key]) => key === 'method')?.[1];
  if (named === undefined) return null;
  const known = METHOD_IDS.find((id) => id === named);
  if (!known) throw new BadUsage(methodProblem(named));
  return known;
}

/**
 * The hot settings that the options change in a run that goes on. Throws BadUsage where they ask for something that
 * cannot change within a run.
 */
export function changesFromOptions(options: ConfigOptions, { about }: Checkpoint): Changes {
  const { config: before, training, images } = about;
  const { method } = before;
  if ((methodFromOptions(options) ?? method) !== method) {
    throw new BadUsage(`The run’s method is “${method}”: leave out the other, or begin another run.`);
  }
  const own = { ...options, method };
  const asked = configFromOptions(own);
  const given = new Set(entriesOf(own).map(([key]) => key));
  const different = configDifference(asked, before).filter((key) => given.has(key));
  const changes: Changes = picked(asked, different);
  try {
    retuned(before, changes, training, images.count);
  } catch (error) {
    throw new BadUsage(`${messageOf(error)} Leave it out, or begin another run.`);
  }
  return changes;
}

/** The options of settings that not every method has. */
const OWN_OPTIONS = { theta: '--theta', aeSteps: '--ae-steps', ganSteps: '--gan-steps' } as const;

/** Throws BadUsage for an option that the method does not have. */
function entriesOf(options: ConfigOptions): Entry[] {
  return [...linkEntries(options.from), ...ownEntries(options)];
}

/** Those that no link says. */
function ownEntries(options: ConfigOptions): Entry[] {
  const { steps, aeSteps, ganSteps } = options;
  const method = methodFromOptions(options) ?? FIRST_METHOD;
  for (const [key, option] of Object.entries(OWN_OPTIONS) as [keyof typeof OWN_OPTIONS, string][]) {
    if (options[key] === undefined || has({ method }, key)) continue;
    const instead = key === 'theta' ? '' : `: its steps are ${stepsOptions({ method })}`;
    throw new BadUsage(`The method “${method}” has no ${option}${instead}.`);
  }
  if (steps !== undefined && phasesOf({ method }).length > 1) {
    throw new BadUsage(
      `The method “${method}” has no --steps, which are of one phase: its steps are ${stepsOptions({ method })}.`,
    );
  }
  const named: [string, string | undefined][] = [
    ['method', options.method],
    ['size', options.size],
    ['preset', options.preset],
    ['theta', options.theta],
    ['seed', options.seed],
    [phasesOf({ method })[0].budget.steps, steps],
    ['aeSteps', aeSteps],
    ['ganSteps', ganSteps],
    ['batchSize', options.batch],
    // A number of steps is meant, even where the link counts in epochs.
    ['budget', steps || aeSteps || ganSteps ? 'steps' : undefined],
  ];
  return [
    ...named.flatMap(([key, text]): Entry[] => (text === undefined ? [] : [[key, text]])),
    ...options.set,
  ];
}

/** The option that gives a phase its steps. */
export function stepsOption(config: Pick<Config, 'method'>, { budget }: PhaseAbout): string {
  if (phasesOf(config).length === 1) return '--steps';
  const named: Readonly<Record<string, string>> = OWN_OPTIONS;
  return named[budget.steps] ?? `--set ${budget.steps}=N`;
}

/** “--ae-steps and --gan-steps”. */
function stepsOptions(config: Pick<Config, 'method'>): string {
  return phasesOf(config)
    .map((phase) => stepsOption(config, phase))
    .join(' and ');
}

function linkEntries(link: string | undefined): Entry[] {
  if (link === undefined) return [];
  const repaired = repairLink(link);
  const hash = repaired.indexOf('#');
  if (hash < 0) throw new BadUsage('--from needs a page’s link with its part after “#”; put it in quotes.');
  return [...new URLSearchParams(repaired.slice(hash + 1))];
}

function addEntry(text: string, before: Entry[]): Entry[] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new InvalidArgumentError('It should look like key=value.');
  return [...before, [text.slice(0, equals), text.slice(equals + 1)]];
}
