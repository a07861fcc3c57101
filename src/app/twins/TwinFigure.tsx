import { Suspense } from 'react';
import { saveDrawing } from '../../parts/canvasFile';
import { PngButton } from '../../parts/PngButton';
import { SideScroll } from '../../parts/SideScroll';
import panel from '../../parts/panel.module.css';
import { useTwins } from '../../parts/useTwins';
import type { TileFigure } from '../../worker/protocol';
import { momentText } from '../../experiments/tileSheet';
import { stackedDrawing, tileDrawing } from '../figure/tileDrawing';
import { TileTable } from '../figure/TilesPanel';
import { pageOf } from '../pages';
import styles from './Twins.module.css';

/** The same pinned images by both. */
export function TwinFigure() {
  const { A, B = A } = useTwins((state) => state.figures);
  if (!A || !B) return <p className={panel.note}>The pictures come with the first step.</p>;
  const own = pageOf(A.method);
  if (own)
    return (
      <Suspense>
        <own.TwinFigure A={A} B={B} />
      </Suspense>
    );
  return A.kind === 'tiles' && B.kind === 'tiles' && <TwinTiles A={A} B={B} />;
}

/** Side by side, or one under the other where there is no room, as in the file. */
function TwinTiles({ A, B }: Readonly<Record<'A' | 'B', TileFigure>>) {
  const both = Object.entries({ A, B });
  const drawn = () => both.map(([side, figure]) => tileDrawing(figure, `${side}: ${momentText(figure)}`));
  return (
    <>
      <div className={styles.files}>
        <PngButton
          what="the pictures"
          testId="twins-figure-png"
          save={() => saveDrawing(stackedDrawing(drawn()), 'twins-figure.png')}
        />
      </div>
      <div className={styles.tiles} data-testid="twins-figure">
        {both.map(([side, figure]) => (
          <section key={side} aria-label={`Pictures of ${side}`}>
            <h3>{side}</h3>
            <SideScroll role="region" aria-label={`The figure of ${side}`} tabIndex={0}>
              <TileTable figure={figure} />
            </SideScroll>
          </section>
        ))}
      </div>
    </>
  );
}
