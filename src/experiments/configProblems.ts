/** What is wrong with a config, in words for a person; zod's own messages never leave the program. */
import { z } from 'zod';
import { FIRST_METHOD, METHOD_IDS, type MethodId } from './abouts';
import { configSchema, fieldOf, fieldsOf, type Config, type ConfigKey } from './config';

/** Text of strangers is shown up to this many characters. */
const SHOWN_CHARACTERS = 40;

/** A name with more letters wrong is no slip of the finger. */
const MOST_LETTERS = 3;

/** More complaints than this help nobody. */
const SHOWN_PROBLEMS = 6;

/**
 * A config out of anything: a file, a message, metadata.
 *
 * @throws Error of plain sentences, one for each setting that is missing, unknown or out of range.
 */
export function readConfig(value: unknown): Config {
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(describeConfigError(parsed.error, value));
}

/** The plain sentences for a failed parse of configSchema; `given` is what was parsed. */
function describeConfigError(error: z.ZodError, given: unknown): string {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return 'The settings must be an object of names and values.';
  const values = new Map<string, unknown>(Object.entries(given));
  const named = values.get('method');
  const method = METHOD_IDS.find((id) => id === named);
  if (!method) return methodProblem(named);
  const sentences: string[] = [];
  for (const issue of error.issues) {
    const key = issue.path[0];
    if (issue.code === 'unrecognized_keys') {
      sentences.push(...issue.keys.map((name) => unknownSetting(name, method)));
    } else if (isKey(key, method)) sentences.push(valueProblem(key, values.get(key), method));
  }
  return shownProblems(sentences).join(' ');
}

/** “method must be artifacts, rotations or transformations; you gave “rotation”.” */
export function methodProblem(given: unknown): string {
  return notAllowed('method', alternatives(METHOD_IDS), given);
}

/** “theta must be between 0 and 0.95; you gave 7.” */
export function valueProblem(key: ConfigKey, given: unknown, method: MethodId = FIRST_METHOD): string {
  const { schema } = fieldOf({ method }, key);
  return notAllowed(key, allowedValues(schema), given);
}

function notAllowed(name: string, allowed: string, given: unknown): string {
  return given === undefined
    ? `${name} is missing; it must be ${allowed}.`
    : `${name} must be ${allowed}; you gave ${shown(given)}.`;
}

/** “thet” is not a setting; perhaps “theta” was meant. */
export function unknownSetting(name: string, method: MethodId = FIRST_METHOD): string {
  const nearest = nearestKey(name, method);
  return `${shown(name)} is not a setting${nearest ? `; perhaps “${nearest}” was meant` : ''}.`;
}

/** The setting with the fewest letters to change; null where that would be another word. */
function nearestKey(name: string, method: MethodId): string | null {
  const most = Math.min(MOST_LETTERS, Math.ceil(name.length / 3));
  const distances = fieldsOf({ method })
    .filter(({ key }) => Math.abs(key.length - name.length) <= most)
    .map(({ key }) => ({ key, letters: editDistance(name, key) }))
    .sort((a, b) => a.letters - b.letters);
  const nearest = distances[0];
  return nearest && nearest.letters <= most ? nearest.key : null;
}

/** Letters to insert, leave out or replace, whatever their case (Levenshtein’s distance). */
function editDistance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[to.length]!;
}

/** The first few different sentences, and one that counts the rest. */
export function shownProblems(sentences: readonly string[]): string[] {
  const distinct = [...new Set(sentences)];
  const rest = distinct.length - SHOWN_PROBLEMS;
  if (rest <= 0) return distinct;
  return [...distinct.slice(0, SHOWN_PROBLEMS), `So it goes with ${rest} more.`];
}

function isKey(key: PropertyKey | undefined, method: MethodId): key is ConfigKey {
  return fieldsOf({ method }).some((field) => field.key === key);
}

function allowedValues(schema: z.ZodType): string {
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodEnum) return alternatives(schema.options);
  if (schema instanceof z.ZodUnion)
    return schema.options.map((option) => allowedValues(option as z.ZodType)).join(' or ');
  if (schema instanceof z.ZodLiteral) return alternatives([...schema.values]);
  if (schema instanceof z.ZodNumber) {
    const range = `between ${schema.minValue} and ${schema.maxValue}`;
    return schema.format === 'safeint' ? `a whole number ${range}` : range;
  }
  throw new Error(`No words are known for ${schema.def.type}.`);
}

function alternatives(values: readonly unknown[]): string {
  const words = values.map(String);
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
  const characters = [...value.slice(0, 2 * SHOWN_CHARACTERS).replace(/\p{Cc}/gu, ' ')];
  const cut = characters.length > SHOWN_CHARACTERS;
  return `“${characters.slice(0, SHOWN_CHARACTERS).join('')}${cut ? '…' : ''}”`;
}
