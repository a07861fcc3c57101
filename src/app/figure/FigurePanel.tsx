import { usePage } from '../sessionContext';
import { Figure3Panel } from './Figure3Panel';
import { TilesPanel } from './TilesPanel';

/** The figure of the run’s method for the pinned images, live. */
export function FigurePanel() {
  const method = usePage((page) => page.running.method);
  return method === 'artifacts' ? <Figure3Panel /> : <TilesPanel />;
}
