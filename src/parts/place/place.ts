/**
 * Where in the page a person is: what Back returns to and what a reload keeps. The address names the tab and the
 * lesson, which a link may share; which image or kept run is looked at means something in this browser only, and stays
 * in its history.
 */
import { z } from 'zod';
import { aboutMethod, METHOD_IDS } from '../../experiments/abouts';

export const TABS = ['pictures', 'learned', 'table', 'compare', 'twins'] as const;
export type Tab = (typeof TABS)[number];

const OPENED = [...METHOD_IDS.flatMap((method) => aboutMethod(method).lessons), 'glossary'];
/** A lesson of any method, or “glossary”, the words behind them. */
export type Opened = string;

export interface Place {
  readonly tab: Tab;
  readonly lesson: Opened | null;
  /** The image in the inspector, by its index in the set. */
  readonly image: number | null;
  /** The kept checkpoint that is looked at. */
  readonly look: { readonly run: string; readonly checkpoint: string } | null;
}

const NOWHERE = { image: null, look: null };

/** What an entry of the history holds beside its address. */
const entrySchema = z.object({
  image: z.int().min(0).nullable(),
  look: z.object({ run: z.string(), checkpoint: z.string() }).nullable(),
});

/** The place that an address and its entry in the history name. Never throws; `placeProblem` says what names none. */
export function readPlace(search: string, entry: unknown): Place {
  const query = new URLSearchParams(search);
  const kept = entrySchema.safeParse(entry);
  return {
    tab: oneOf(TABS, query.get('tab')) ?? 'pictures',
    lesson: oneOf(OPENED, query.get('lesson')) ?? null,
    ...(kept.success ? kept.data : NOWHERE),
  };
}

/** The query with this place in place of the one before, and everything else as it was. */
export function withPlace(search: string, { tab, lesson }: Place): string {
  const query = new URLSearchParams(search);
  query.delete('tab');
  query.delete('lesson');
  if (tab !== 'pictures') query.set('tab', tab);
  if (lesson !== null) query.set('lesson', lesson);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** One sentence about a tab or a lesson in the address that there is not; else null. */
export function placeProblem(search: string): string | null {
  const query = new URLSearchParams(search);
  const problems = [['tab', TABS] as const, ['lesson', OPENED] as const].flatMap(([key, words]) => {
    const asked = query.get(key);
    if (asked === null || oneOf<string>(words, asked)) return [];
    return [
      `The address asks for the ${key} “${asked.slice(0, 40)}”, which the page does not have. It has ${words.join(', ')}.`,
    ];
  });
  return problems.length > 0 ? problems.join(' ') : null;
}

export function entryOf({ image, look }: Place): z.infer<typeof entrySchema> {
  return { image, look };
}

export function isSamePlace(a: Place, b: Place): boolean {
  const isSameLook = a.look?.run === b.look?.run && a.look?.checkpoint === b.look?.checkpoint;
  return a.tab === b.tab && a.lesson === b.lesson && a.image === b.image && isSameLook;
}

function oneOf<Word extends string>(words: readonly Word[], asked: string | null): Word | undefined {
  return words.find((word) => word === asked);
}
