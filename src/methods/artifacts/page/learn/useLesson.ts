/** The columns of Figure 3 that the open lesson points at. */
import { create } from 'zustand';
import { usePlace } from '../../../../parts/place/usePlace';
import type { PointedColumn } from './lessons';

interface PointedAt {
  readonly look: readonly PointedColumn[];
}

export const usePointedAt = create<PointedAt>(() => ({ look: [] }));

// What one lesson pointed at is nothing to the next.
usePlace.subscribe(({ lesson }, before) => {
  if (lesson !== before.lesson) pointAt([]);
});

export function pointAt(look: readonly PointedColumn[]): void {
  usePointedAt.setState({ look });
}
