import { saveDrawing } from '../../parts/canvasFile';
import { FilmButton } from '../../parts/FilmButton';
import { PngButton } from '../../parts/PngButton';
import type { TileFigure } from '../../worker/protocol';
import { tileDrawing } from './tileDrawing';

/** The figure as PNG, and its past as a film. */
export function SaveTiles({ figure }: { figure: TileFigure | null }) {
  return (
    <>
      {figure && (
        <PngButton
          what="the figure as it is shown"
          testId="save-figure"
          save={() => saveDrawing(tileDrawing(figure), `figure-${figure.phase}-${figure.step}.png`)}
        />
      )}
      <FilmButton drawingOf={(frame) => (frame.kind === 'tiles' ? tileDrawing(frame) : null)} />
    </>
  );
}
