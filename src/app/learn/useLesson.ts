/** Opening lessons, which are places of the page, and the columns of Figure 3 that one points at. */
import { create } from 'zustand';
import type { Opened } from '../place/place';
import { goTo, usePlace } from '../place/usePlace';
import type { PointedColumn } from './lessons';

interface PointedAt {
  readonly look: readonly PointedColumn[];
}

export const usePointedAt = create<PointedAt>(() => ({ look: [] }));

// What one lesson pointed at is nothing to the next.
usePlace.subscribe(({ lesson }, before) => {
  if (lesson !== before.lesson) pointAt([]);
});

/** Opens a lesson or the glossary above the pictures that it drives; null closes. */
export function openLesson(lesson: Opened | null): void {
  goTo(lesson === null ? { lesson } : { lesson, tab: 'pictures' });
}

/** Opens the first lesson, or the one that is open under another tab; closes one that is in sight. */
export function toggleLessons(): void {
  const { tab, lesson } = usePlace.getState();
  openLesson(lesson !== null && tab === 'pictures' ? null : (lesson ?? 'artifact'));
}

export function pointAt(look: readonly PointedColumn[]): void {
  usePointedAt.setState({ look });
}
