import { FilmButton } from '../../../../parts/FilmButton';
import { saveDrawing } from '../../../../parts/canvasFile';
import { savePictureRows } from '../../../../parts/pictureFile';
import { PngButton } from '../../../../parts/PngButton';
import { useShownFigure3 } from '../../../../parts/useFigures';
import type { Figure3 } from '../../../../worker/protocol';
import { comparedRows, comparedStages } from './compare';
import { shownColumns } from './columns';
import { figureDrawing, figureFile } from './figureDrawing';
import { useFigureView } from './figureView';
import { useBrought } from './unlearnt';

/** A film has room for all columns, with the repair that it is about. */
const FILMED = { allColumns: true, repairOff: false };

/** The figure as PNG, and its past as a film, each step with what had learnt by then. */
export function SaveFigure() {
  const { figure } = useShownFigure3();
  const brought = useBrought();

  function savePicture(shown: Figure3): Promise<void> {
    const view = useFigureView.getState();
    const { mode, split } = view;
    if (mode === 'table')
      return saveDrawing(figureDrawing(shown, shownColumns(view, shown, brought)), figureFile(shown));
    const compared = { mode, split, ...comparedStages(view, shown, brought) };
    return savePictureRows(comparedRows(shown, compared), `figure3-${mode}-${shown.step}.png`);
  }

  return (
    <>
      {figure && (
        <PngButton what="Figure 3 as it is shown" testId="save-figure" save={() => savePicture(figure)} />
      )}
      <FilmButton
        drawingOf={(frame) =>
          frame.kind === 'figure3' ? figureDrawing(frame, shownColumns(FILMED, frame, brought)) : null
        }
      />
    </>
  );
}
