/** The experiment as the command line gives it: a page’s link, then the named options, then --set. */
import { InvalidArgumentError, type Command } from 'commander';
import type { Checkpoint } from '../checkpoints/checkpoint';
import { messageOf } from '../base/messageOf';
import { configDifference, valueOf, type Changes, type Config, type ConfigKey } from '../experiments/config';
import { parseEntries, repairLink } from '../experiments/link';
import { retuned } from '../experiments/retune';
import { BadUsage } from './exit';

type Entry = readonly [key: string, text: string];

export interface ConfigOptions {
  readonly from?: string;
  readonly set: readonly Entry[];
  readonly size?: string;
  readonly preset?: string;
  readonly theta?: string;
  readonly seed?: string;
  readonly aeSteps?: string;
  readonly ganSteps?: string;
  readonly batch?: string;
}

/** Adds the options that describe an experiment. */
export function addConfigOptions(command: Command): Command {
  return command
    .option('--size <name>', 'tiny, small, laptop, stl10 or imagenet (default: small)')
    .option('--preset <name>', 'paper or authors-code (default: paper)')
    .option('--theta <share>', 'drop rate θ, 0 to 0.95')
    .option('--seed <number>', 'where every random draw comes from')
    .option('--ae-steps <n>', 'steps of the autoencoder phase')
    .option('--gan-steps <n>', 'steps of the damage & repair phase')
    .option('--batch <n>', 'images a step')
    .option('--set <key=value>', 'any other setting, by its name in a page’s link; repeatable', addEntry, [])
    .option('--from <link>', 'take the settings from a page’s link; the other options go before it');
}

/**
 * Reads the options, over `defaults` where the preset’s values are not to be the ones left out. Throws BadUsage for an
 * unknown setting or a value out of range.
 */
export function configFromOptions(options: ConfigOptions, defaults: Changes = {}): Config {
  const others = Object.entries(defaults).map(([key, value]) => [key, String(value)] as const);
  const { config, problems } = parseEntries([...others, ...entriesOf(options)]);
  if (problems.length > 0) throw new BadUsage(problems.join(' '));
  return config;
}

/**
 * The hot settings that the options change in a run that goes on. Throws BadUsage where they ask for something that
 * cannot change within a run.
 */
export function changesFromOptions(options: ConfigOptions, { about }: Checkpoint): Changes {
  const { config: before, training, images } = about;
  const asked = configFromOptions(options);
  const given = new Set(entriesOf(options).map(([key]) => key));
  const different = configDifference(asked, before).filter((key) => given.has(key));
  const changes: Changes = Object.fromEntries(different.map((key) => [key, valueOf(asked, key)]));
  try {
    retuned(before, changes, training, images.count);
  } catch (error) {
    throw new BadUsage(`${messageOf(error)} Leave it out, or begin another run.`);
  }
  return changes;
}

function entriesOf(options: ConfigOptions): Entry[] {
  const named: [ConfigKey, string | undefined][] = [
    ['size', options.size],
    ['preset', options.preset],
    ['theta', options.theta],
    ['seed', options.seed],
    ['aeSteps', options.aeSteps],
    ['ganSteps', options.ganSteps],
    ['batchSize', options.batch],
    // A number of steps is meant, even where the link counts in epochs.
    ['budget', options.aeSteps || options.ganSteps ? 'steps' : undefined],
  ];
  return [
    ...linkEntries(options.from),
    ...named.flatMap(([key, text]): Entry[] => (text === undefined ? [] : [[key, text]])),
    ...options.set,
  ];
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
