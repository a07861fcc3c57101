import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Figure } from '../worker/protocol';
import type { Drawing } from './canvasFile';
import { filmSeconds, recordFilm } from './film';
import { duration } from './format';
import { saveFile } from './saveFile';
import { useSession } from './sessionContext';

interface FilmButtonProps {
  /** A figure as it is filmed; null for one that the film shall not show. */
  drawingOf: (figure: Figure) => Drawing | null;
}

/** Records the figures over all steps so far, says how long that still takes, and can be cancelled. */
export function FilmButton({ drawingOf }: FilmButtonProps) {
  const session = useSession();
  const frames = useStore(session.figures.store, (state) => state.frames);
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  const recording = useRef<AbortController | null>(null);

  async function saveFilm(): Promise<void> {
    recording.current = new AbortController();
    try {
      const drawings = frames.map(drawingOf).filter((drawing) => drawing !== null);
      const film = await recordFilm(drawings, setSecondsLeft, recording.current.signal);
      if (film) saveFile(film.bytes, `run.${film.extension}`, film.type);
    } catch (error) {
      session.tellFailure('Recording the film', error);
    } finally {
      setSecondsLeft(null);
    }
  }

  if (secondsLeft !== null)
    return (
      <button data-testid="film-cancel" role="status" onClick={() => recording.current?.abort()}>
        Recording, {duration(secondsLeft)} left · cancel
      </button>
    );
  return (
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
  );
}
