import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { saveCanvas } from '../canvasFile';
import { duration } from '../format';
import { saveFile } from '../saveFile';
import { useSession } from '../sessionContext';
import { drawSheet, sheetCanvas } from './figureSheet';
import { filmSeconds, recordFilm } from './film';
import { useShownFigure } from './useFigures';

/** The figure as PNG, and its past as a film. */
export function SaveFigure() {
  const session = useSession();
  const { figure } = useShownFigure();
  const frames = useStore(session.figures.store, (state) => state.frames);
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  const recording = useRef<AbortController | null>(null);

  async function savePicture(): Promise<void> {
    if (!figure) return;
    try {
      const { canvas, context } = sheetCanvas(figure);
      drawSheet(context, figure);
      await saveCanvas(canvas, `figure3-${figure.phase}-${figure.step}.png`);
    } catch (error) {
      session.tellFailure('Saving Figure 3', error);
    }
  }

  async function saveFilm(): Promise<void> {
    recording.current = new AbortController();
    try {
      const film = await recordFilm(frames, setSecondsLeft, recording.current.signal);
      if (film) saveFile(film.bytes, `run.${film.extension}`, film.type);
    } catch (error) {
      session.tellFailure('Recording the film', error);
    } finally {
      setSecondsLeft(null);
    }
  }

  return (
    <>
      <button
        data-quiet
        data-testid="save-figure"
        disabled={!figure}
        title="Figure 3 as it is shown, as PNG"
        onClick={() => void savePicture()}
      >
        PNG
      </button>
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
