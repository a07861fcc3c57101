/** What a teacher, or a page that embeds this one, leaves out: `?hide=settings,runs` or `?embed=1` in the address. */

export const PARTS = [
  'bar',
  'images',
  'settings',
  'save',
  'closer',
  'network',
  'pins',
  'curves',
  'evaluation',
  'runs',
  'table',
  'twins',
] as const;
export type Part = (typeof PARTS)[number];

export interface Hidden {
  readonly parts: ReadonlySet<Part>;
  /** Within another page: the run bar comes with the first run. */
  readonly isEmbedded: boolean;
  /** Words that name no part. */
  readonly unknown: readonly string[];
}

/** `embed` hides everything but the pictures, θ, the lessons, and the run bar of a run that was begun there. */
export function readHidden(search: string): Hidden {
  const query = new URLSearchParams(search);
  if (query.get('embed') === '1') {
    return { parts: new Set(PARTS.filter((part) => part !== 'bar')), isEmbedded: true, unknown: [] };
  }
  const words = (query.get('hide') ?? '').split(',').filter((word) => word !== '');
  const isPart = (word: string): word is Part => (PARTS as readonly string[]).includes(word);
  return {
    parts: new Set(words.filter(isPart)),
    isEmbedded: false,
    unknown: words.filter((word) => !isPart(word)),
  };
}

/** One sentence about the words that name no part; null where all do. */
export function hiddenProblem({ unknown }: Hidden): string | null {
  if (unknown.length === 0) return null;
  const words = unknown.map((word) => `“${word.slice(0, 40)}”`).join(', ');
  return `The address hides ${words}, which the page does not have. It can hide ${PARTS.join(', ')}.`;
}
