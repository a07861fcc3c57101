import type { SkippedFile, SkipReason } from './types';

/** Of each reason: what is said of a file, and whether the file's own detail says it better, as advice does. */
const REASONS: Record<SkipReason, { readonly words: string; readonly byDetail?: true }> = {
  'not an image': { words: 'it is not an image', byDetail: true },
  truncated: { words: 'it is cut off' },
  'too small': { words: 'it is too small' },
  'too large': { words: 'it is too large' },
  unreadable: { words: 'it cannot be read', byDetail: true },
  empty: { words: 'it is empty' },
  'no readable zip': {
    words: 'it is no readable zip (pack the folder anew, or give the folder itself)',
  },
  encrypted: { words: 'it is encrypted', byDetail: true },
  hidden: { words: 'it is hidden (its name, or that of a folder it is in, begins with a dot)' },
};

/** Where files of one reason have more details than this, only the reason is said. */
const MOST_DETAILS = 3;

/** So few files are each named with their reason; of more, it is counted how many have which. */
const MOST_NAMED = 3;

/** How our details begin but for names of formats, which keep their capitals. */
const BEGINNING = /^(?:It|Its|The|Videos)\b/;

/** One sentence why nothing of a set could be taken: the one reason that all files share, or which file, or how many, have which. */
export function describeNothing(name: string, skipped: readonly SkippedFile[]): string {
  if (skipped.length === 0) return `There are no files in “${name}”: choose a folder of images or a zip.`;
  const total = skipped.length;
  const who =
    total === 1
      ? `The one file in “${name}” cannot be used`
      : `None of the ${total} files in “${name}” can be used`;
  const reasons = reasonsOf(skipped);
  const shared = reasons[0]!;
  if (reasons.every((words) => words === shared)) {
    // A detail is a sentence of its own.
    return /^[\p{Lu}\d]/u.test(shared) ? `${who}. ${shared}.` : `${who}: ${shared}.`;
  }
  const clauses = reasons.map((words) => words.replace(BEGINNING, (word) => word.toLowerCase()));
  const said =
    total <= MOST_NAMED
      ? skipped.map(({ path }, i) => `${path}: ${clauses[i]!}`)
      : [...countEach(clauses)]
          .sort(([, a], [, b]) => b - a)
          .map(([words, count]) => `${words} (${count} of ${total})`);
  return `${who}: ${said.join('; ')}.`;
}

/** What is said of each file, without a full stop. */
function reasonsOf(skipped: readonly SkippedFile[]): string[] {
  const detailsOf = new Map<SkipReason, Set<string>>();
  for (const { reason, detail } of skipped) {
    detailsOf.set(reason, (detailsOf.get(reason) ?? new Set()).add(detail));
  }
  return skipped.map(({ reason, detail }) => {
    const { words, byDetail } = REASONS[reason];
    const isSentence = /^[\p{Lu}\d].*\.$/su.test(detail);
    return byDetail && isSentence && detailsOf.get(reason)!.size <= MOST_DETAILS
      ? detail.slice(0, -1)
      : words;
  });
}

function countEach(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
