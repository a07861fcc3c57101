import { Suspense } from 'react';
import { later } from '../../parts/later';
import { useOwnPage } from '../pages';

// The page opens with a method that has a figure of its own.
const TilesPanel = later(async () => (await import('./TilesPanel')).TilesPanel);

/** The figure of the run’s method for the pinned images, live. */
export function FigurePanel() {
  const own = useOwnPage();
  return <Suspense>{own ? <own.Figure /> : <TilesPanel />}</Suspense>;
}
