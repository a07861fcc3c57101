import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { savePictureRows } from '../../../../parts/pictureFile';
import { duration } from '../../../../parts/format';
import { PngButton } from '../../../../parts/PngButton';
import { saveFile } from '../../../../parts/saveFile';
import { useSession } from '../../../../parts/sessionContext';
import type { Figure, Figure3 } from '../../../../worker/protocol';
import { comparedRows, comparedStages } from './compare';
import { shownColumns } from './columns';
import { saveSheetOf } from './figureSheet';
import { useFigureView } from './figureView';
import { filmSeconds, recordFilm } from './film';
import { useBrought } from './unlearnt';
import { useShownFigure3 } from '../../../../parts/useFigures';

/** The figure as PNG, and its past as a film. */
export function SaveFigure() {
  const session = useSession();
  const { figure } = useShownFigure3();
  const frames = useStore(session.figures.store, (state) => state.frames);
  const brought = useBrought();
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  const recording = useRef<AbortController | null>(null);

  function savePicture(shown: Figure3): Promise<void> {
    const view = useFigureView.getState();
    const { mode, split } = view;
    if (mode === 'table') return saveSheetOf(shown, shownColumns(view, shown, brought));
    const compared = { mode, split, ...comparedStages(view, shown, brought) };
    return savePictureRows(comparedRows(shown, compared), `figure3-${mode}-${shown.step}.png`);
  }

  async function saveFilm(): Promise<void> {
    recording.current = new AbortController();
    try {
      const film = await recordFilm(
        frames.filter(isFigure3),
        brought,
        setSecondsLeft,
        recording.current.signal,
      );
      if (film) saveFile(film.bytes, `run.${film.extension}`, film.type);
    } catch (error) {
      session.tellFailure('Recording the film', error);
    } finally {
      setSecondsLeft(null);
    }
  }

  return (
    <>
      {figure && (
        <PngButton what="Figure 3 as it is shown" testId="save-figure" save={() => savePicture(figure)} />
      )}
      {secondsLeft === null ? (
        <button
          data-quiet
          data-testid="save-film"
          disabled={frames.length < 2}
          title={
            frames.length < 2
              ? 'A film needs figures of two steps at least'
              : `The pinned images over all steps so far; takes ${duration(filmSeconds(frames.length))}`
          }
          onClick={() => void saveFilm()}
        >
          Film
        </button>
      ) : (
        <button data-testid="film-cancel" role="status" onClick={() => recording.current?.abort()}>
          Recording, {duration(secondsLeft)} left · cancel
        </button>
      )}
    </>
  );
}

function isFigure3(frame: Figure): frame is Figure3 {
  return frame.kind === 'figure3';
}
