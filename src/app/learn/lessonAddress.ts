/** Which lesson is open, as the page's address says it: `?lesson=repair`. */
import { LESSON_IDS, type LessonId } from './lessons';

export type Opened = LessonId | 'glossary';

const OPENED: readonly string[] = [...LESSON_IDS, 'glossary'] satisfies Opened[];

/** Null where the address names none, or none that there is. */
export function readLesson(search: string): Opened | null {
  const wanted = new URLSearchParams(search).get('lesson');
  return wanted !== null && OPENED.includes(wanted) ? (wanted as Opened) : null;
}

/** The query with this lesson in place of the one before, and everything else as it was. */
export function withLesson(search: string, opened: Opened | null): string {
  const query = new URLSearchParams(search);
  if (opened === null) query.delete('lesson');
  else query.set('lesson', opened);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
