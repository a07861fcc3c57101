/** A film of drawings, by the browser’s own encoder. It records what it sees, so a film takes its own time. */
import { newSheet, type Drawing } from './canvasFile';

const FRAMES_PER_SECOND = 8;
/** The last drawing stays in sight. */
const LAST_FRAMES = 12;

const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm', 'video/mp4'];

export interface Film {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly extension: string;
}

/** Seconds that a film of so many drawings takes to record. */
export function filmSeconds(frames: number): number {
  return (frames + LAST_FRAMES) / FRAMES_PER_SECOND;
}

/**
 * Records the drawings one after another, with room for the largest. Null where it was cancelled; throws where the browser
 * records no films.
 *
 * @param frames one at least
 */
export async function recordFilm(
  frames: readonly Drawing[],
  onSecondsLeft: (seconds: number) => void,
  signal: AbortSignal,
): Promise<Film | null> {
  const type = TYPES.find((candidate) => window.MediaRecorder?.isTypeSupported(candidate));
  if (!type) throw new Error('This browser records no films: try another one.');
  const width = Math.max(...frames.map((frame) => frame.width));
  const height = Math.max(...frames.map((frame) => frame.height));
  const { canvas, context } = newSheet(width, height);
  const show = (frame: Drawing): void => {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    frame.draw(context);
  };
  show(frames[0]!);
  const recorder = new MediaRecorder(canvas.captureStream(FRAMES_PER_SECOND * 4), {
    mimeType: type,
    videoBitsPerSecond: 8_000_000,
  });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((stop) => (recorder.onstop = stop));
  recorder.start();
  const shown = [...frames, ...Array<Drawing>(LAST_FRAMES).fill(frames.at(-1)!)];
  for (const [i, frame] of shown.entries()) {
    if (signal.aborted) break;
    show(frame);
    onSecondsLeft((shown.length - i) / FRAMES_PER_SECOND);
    await new Promise((next) => setTimeout(next, 1000 / FRAMES_PER_SECOND));
  }
  recorder.stop();
  await stopped;
  if (signal.aborted) return null;
  const bytes = new Uint8Array(await new Blob(parts, { type }).arrayBuffer());
  return { bytes, type, extension: type.startsWith('video/mp4') ? 'mp4' : 'webm' };
}
