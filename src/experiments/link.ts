/**
 * The experiment in a link: `#size=tiny&theta=0.5`. Only what differs from the preset is written, so links stay
 * short; unknown or invalid entries are left out and named, never half applied. Images are never in a link.
 */
import { configSchema, configDifference, FIELDS, type Config, type ConfigKey } from './config';
import { shownProblems, unknownSetting, valueProblem } from './configProblems';
import { makeConfig, PRESETS } from './presets';

export interface ParsedLink {
  config: Config;
  /** One sentence for each entry that was not taken; the last counts the rest where there are many. */
  problems: string[];
}

/** The hash of a config, without '#'. */
export function configToHash(config: Config): string {
  const entries: [string, string][] = [];
  if (config.preset !== 'paper') entries.push(['preset', config.preset]);
  for (const key of configDifference(PRESETS[config.preset], config))
    entries.push([key, String(config[key])]);
  return new URLSearchParams(entries).toString();
}

/**
 * A link as the page wrote it, from one that passed through mail or chat: those write “%23” for its “#” or “&amp;” for “&”,
 * and take the end of a sentence along.
 */
export function repairLink(link: string): string {
  const plain = link
    .trim()
    .replaceAll('&amp;', '&')
    .replace(/[.,;:!?)\]}>'"”’»]+$/, '');
  const [, address = plain, hash] = /^(.*?)(?:#|%23)(.*)$/s.exec(plain) ?? [];
  if (hash === undefined) return plain;
  // Where “=” is written otherwise, so is all the rest.
  return `${address}#${/=/.test(hash) ? hash : hash.replace(/%(3D|26|25)/gi, (code) => decodeURIComponent(code))}`;
}

/**
 * A link that opens the same experiment elsewhere: the page’s own address with the settings in its hash, and with
 * `?sample=1` where the bundled sample is in use.
 */
export function shareLink(address: string, config: Config, isSample: boolean): string {
  const link = new URL(address);
  if (isSample) link.searchParams.set('sample', '1');
  else link.searchParams.delete('sample');
  link.hash = configToHash(config);
  return link.href;
}

/** Reads a hash (with or without '#'). Never throws. */
export function hashToConfig(hash: string): ParsedLink {
  return parseEntries([...new URLSearchParams(hash.replace(/^#/, ''))]);
}

/** Reads key=value pairs over a preset: from a link, or from the command line's --set. */
export function parseEntries(entries: readonly (readonly [string, string])[]): ParsedLink {
  const changes: Partial<Record<ConfigKey, unknown>> = {};
  const problems: string[] = [];
  for (const [key, text] of entries) {
    const known = FIELDS.find((candidate) => candidate.key === key);
    if (!known) {
      problems.push(unknownSetting(key));
      continue;
    }
    const value = fromText(text);
    const result = configSchema.shape[known.key].safeParse(value);
    if (result.success) changes[known.key] = result.data;
    else problems.push(valueProblem(known.key, value));
  }
  return { config: makeConfig(changes), problems: shownProblems(problems) };
}

function fromText(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}
