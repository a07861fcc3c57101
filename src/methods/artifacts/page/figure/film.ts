/** A film of past figures, by the browser’s own encoder. It records what it sees, so a film takes its own time. */
import type { Figure3, ImportedWeights } from '../../../../worker/protocol';
import { shownColumns } from './columns';
import { drawSheet, sheetCanvas } from './figureSheet';

const FRAMES_PER_SECOND = 8;
/** The last figure stays in sight. */
const LAST_FRAMES = 12;

/** A film has room for all of them, with the repair that it is about. */
const LOOKS = { allColumns: true, repairOff: false };

const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm', 'video/mp4'];

export interface Film {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly extension: string;
}

/** Seconds that a film of so many figures takes to record. */
export function filmSeconds(frames: number): number {
  return (frames + LAST_FRAMES) / FRAMES_PER_SECOND;
}

/**
 * Records the figures one after another, each with what had learnt by then. Null where it was cancelled; throws where
 * the browser records no films.
 *
 * @param brought the network whose weights the run began with; null where there was none
 */
export async function recordFilm(
  frames: readonly Figure3[],
  brought: ImportedWeights['network'] | null,
  onSecondsLeft: (seconds: number) => void,
  signal: AbortSignal,
): Promise<Film | null> {
  const type = TYPES.find((candidate) => window.MediaRecorder?.isTypeSupported(candidate));
  if (!type) throw new Error('This browser records no films: try another one.');
  const columnsOf = (frame: Figure3) => shownColumns(LOOKS, frame, brought);
  const last = frames.at(-1)!;
  const { canvas, context } = sheetCanvas(last, columnsOf(last));
  drawSheet(context, frames[0]!, columnsOf(frames[0]!));
  const recorder = new MediaRecorder(canvas.captureStream(FRAMES_PER_SECOND * 4), {
    mimeType: type,
    videoBitsPerSecond: 8_000_000,
  });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((stop) => (recorder.onstop = stop));
  recorder.start();
  const shown = [...frames, ...Array<Figure3>(LAST_FRAMES).fill(frames.at(-1)!)];
  for (const [i, frame] of shown.entries()) {
    if (signal.aborted) break;
    drawSheet(context, frame, columnsOf(frame));
    onSecondsLeft((shown.length - i) / FRAMES_PER_SECOND);
    await new Promise((next) => setTimeout(next, 1000 / FRAMES_PER_SECOND));
  }
  recorder.stop();
  await stopped;
  if (signal.aborted) return null;
  const bytes = new Uint8Array(await new Blob(parts, { type }).arrayBuffer());
  return { bytes, type, extension: type.startsWith('video/mp4') ? 'mp4' : 'webm' };
}
