import { goTo, usePlace } from './usePlace';
import type { Opened } from './place';

/** Opens a lesson or the glossary above the pictures that it drives; null closes. */
export function openLesson(lesson: Opened | null): void {
  goTo(lesson === null ? { lesson } : { lesson, tab: 'pictures' });
}

/** Opens this lesson, or the one that is open under another tab; closes one that is in sight. */
export function toggleLessons(first: Opened): void {
  const { tab, lesson } = usePlace.getState();
  openLesson(lesson !== null && tab === 'pictures' ? null : (lesson ?? first));
}
