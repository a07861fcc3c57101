import { csvText } from './csv';

interface Skipped {
  readonly path: string;
  readonly reason: string;
  readonly detail: string;
}

/** Files that were skipped, with their reasons, as page and command line save them. */
export function skippedCsv(skipped: readonly Skipped[]): string {
  return csvText([
    ['path', 'reason', 'detail'],
    ...skipped.map(({ path, reason, detail }) => [path, reason, detail]),
  ]);
}
