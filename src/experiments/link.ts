/**
 * The experiment in a link: `#size=tiny&theta=0.5`. Only what differs from the preset is written, and the preset unless it
 * is the plain one, so links stay short; unknown or invalid entries are left out and named, never half applied. Images are never in a link.
 */
import { aboutMethod, FIRST_METHOD, METHOD_IDS } from './abouts';
import { configDifference, fieldsOf, valueOf, type Config, type ConfigKey } from './config';
import { methodProblem, shownProblems, unknownSetting, valueProblem } from './configProblems';
import { firstConfig, makeConfig, presetOf } from './presets';

export interface ParsedLink {
  config: Config;
  /** One sentence for each entry that was not taken; the last counts the rest where there are many. */
  problems: string[];
}

/** The hash of a config, without '#'. Never empty: a page whose address names nothing opens with the first preset. */
export function configToHash(config: Config): string {
  const entries: [string, string][] = [];
  const { method, preset } = config;
  if (method !== FIRST_METHOD) entries.push(['method', method]);
  if (preset !== aboutMethod(method).plainPreset) entries.push(['preset', preset]);
  for (const key of configDifference(presetOf(method, preset), config))
    entries.push([key, String(valueOf(config, key))]);
  if (entries.length === 0) entries.push(['preset', preset]);
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

/** An address with its `?method=` in the hash, where all else of the experiment is; what the hash says itself counts. */
export function methodIntoHash(address: string): string {
  const link = new URL(address);
  const method = link.searchParams.get('method');
  if (method === null) return address;
  link.searchParams.delete('method');
  const hash = link.hash.slice(1);
  if (!new URLSearchParams(hash).has('method'))
    link.hash = [new URLSearchParams({ method }).toString(), ...(hash ? [hash] : [])].join('&');
  return link.href;
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

/** Reads a hash (with or without '#'); one that says nothing more than the first method is its first preset. Never throws. */
export function hashToConfig(hash: string): ParsedLink {
  const entries = [...new URLSearchParams(hash.replace(/^#/, ''))];
  if (entries.every(([key, value]) => key === 'method' && value === FIRST_METHOD))
    return { config: firstConfig(), problems: [] };
  return parseEntries(entries);
}

/**
 * Reads key=value pairs over a preset: from a link, or from the command line's --set. Of the entries `method` is read
 * first, wherever it stands, since it decides what the others may be.
 */
export function parseEntries(entries: readonly (readonly [string, string])[]): ParsedLink {
  const changes: Partial<Record<Exclude<ConfigKey, 'method'>, unknown>> = {};
  const problems: string[] = [];
  const named = entries.findLast(([key]) => key === 'method')?.[1];
  const method = named === undefined ? FIRST_METHOD : METHOD_IDS.find((id) => id === named);
  if (!method) problems.push(methodProblem(named));
  const fields = fieldsOf({ method: method ?? FIRST_METHOD });
  for (const [key, text] of entries) {
    if (key === 'method') continue;
    const known = fields.find((candidate) => candidate.key === key);
    if (!known) {
      problems.push(unknownSetting(key, method));
      continue;
    }
    const value = fromText(text);
    const result = known.schema.safeParse(value);
    if (result.success) changes[known.key as Exclude<ConfigKey, 'method'>] = result.data;
    else problems.push(valueProblem(known.key, value, method));
  }
  return {
    config: makeConfig({ method: method ?? FIRST_METHOD, ...changes }),
    problems: shownProblems(problems),
  };
}

function fromText(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}
