import { Suspense } from 'react';
import { SideScroll } from '../../parts/SideScroll';
import panel from '../../parts/panel.module.css';
import { useTwins } from '../../parts/useTwins';
import type { Figure } from '../../worker/protocol';
import { TileTable } from '../figure/TilesPanel';
import { pageOf } from '../pages';
import styles from './Twins.module.css';

/** The same pinned images by both. */
export function TwinFigure() {
  const { A, B = A } = useTwins((state) => state.figures);
  if (!A || !B) return <p className={panel.note}>The pictures come with the first step.</p>;
  const own = pageOf(A.method);
  if (!own) return <TwinTiles figures={{ A, B }} />;
  return (
    <Suspense>
      <own.TwinFigure A={A} B={B} />
    </Suspense>
  );
}

/** Side by side, or one under the other where there is no room. */
function TwinTiles({ figures }: { figures: Readonly<Record<'A' | 'B', Figure>> }) {
  return (
    <div className={styles.tiles} data-testid="twins-figure">
      {Object.entries(figures).map(
        ([side, figure]) =>
          figure.kind === 'tiles' && (
            <section key={side} aria-label={`Pictures of ${side}`}>
              <h3>{side}</h3>
              <SideScroll role="region" aria-label={`The figure of ${side}`} tabIndex={0}>
                <TileTable figure={figure} />
              </SideScroll>
            </section>
          ),
      )}
    </div>
  );
}
