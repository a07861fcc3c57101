/** The lesson that is open, kept in the address, and the columns of Figure 3 that it points at. */
import { create } from 'zustand';
import { readLesson, withLesson, type Opened } from './lessonAddress';
import type { PointedColumn } from './lessons';

interface LessonState {
  readonly opened: Opened | null;
  readonly look: readonly PointedColumn[];
}

export const useLesson = create<LessonState>(() => ({ opened: readLesson(location.search), look: [] }));

/** Opens a lesson or the glossary; null closes. */
export function openLesson(opened: Opened | null): void {
  useLesson.setState({ opened, look: [] });
  history.replaceState(
    null,
    '',
    `${location.pathname}${withLesson(location.search, opened)}${location.hash}`,
  );
}

export function pointAt(look: readonly PointedColumn[]): void {
  useLesson.setState({ look });
}
