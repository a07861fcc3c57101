import { Suspense } from 'react';
import { useOwnPage } from '../pages';
import { TilesPanel } from './TilesPanel';

/** The figure of the run’s method for the pinned images, live. */
export function FigurePanel() {
  const own = useOwnPage();
  return own ? (
    <Suspense>
      <own.Figure />
    </Suspense>
  ) : (
    <TilesPanel />
  );
}
