/** What a person sees on stderr while a command runs: a bar on a terminal, a line now and then elsewhere. */
import { counted } from '../base/counted';
import { SingleBar } from 'cli-progress';
import { tellAskedSkipped, type TellSkipped } from './skippedList';
import { say } from './terminal';
import { aboutPhase, phaseAfter, PHASE_TITLES } from '../experiments/phases';
import type { ImageSetInfo, LabEvent, Phase, RunStatus } from '../lab/events';

const LINE_INTERVAL_MS = 5000;
const SKIPPED_SHOWN = 5;

export class Progress {
  readonly #bar: SingleBar | null;
  readonly #tellSkipped: TellSkipped;
  /** What the bar or the last line is about: another title begins anew. */
  #title = '';
  #lineDue = 0;
  #phase: Phase | null = null;

  constructor(stream: NodeJS.WriteStream, tellSkipped = tellAskedSkipped) {
    this.#tellSkipped = tellSkipped;
    this.#bar = stream.isTTY
      ? new SingleBar({
          stream,
          format: '{title} |{bar}| {value} of {total}  {note}',
          hideCursor: true,
          clearOnComplete: false,
          gracefulExit: false,
        })
      : null;
  }

  show(event: LabEvent): void {
    switch (event.type) {
      case 'backend':
        this.say(`Backend: ${event.backend.name} (${event.backend.device})`);
        if (event.backend.why !== null) this.say(event.backend.why);
        break;
      case 'reading':
        if (event.progress) {
          const { done, total, perSecond } = event.progress;
          this.advance('Reading images', done, total, `${perSecond.toFixed(0)} a second`);
        } else {
          this.end();
        }
        break;
      case 'suit':
      case 'endedPoorly':
        this.say(event.said);
        break;
      case 'images':
        if (event.images) this.#sayImages(event.images);
        break;
      case 'status':
        if (event.status.state === 'running') this.#showStatus(event.status);
        break;
      // Failures reach the person as the command’s error, the rest goes to files or stdout.
      case 'failure':
      case 'metrics':
      case 'figure':
      case 'pinned':
      case 'tuned':
      case 'restored':
      case 'settings':
        break;
      case 'saving':
        if (event.saving.state === 'paused' && event.saving.problem) this.say(event.saving.problem);
        break;
      case 'recovered':
        this.say(`${event.recovery.what} ${event.recovery.kept}`);
        break;
    }
  }

  /** One line, below what there is. */
  say(line: string): void {
    this.end();
    say(line);
  }

  /** Leaves the bar as it is and begins a new line. */
  end(): void {
    if (this.#title) this.#bar?.stop();
    this.#title = '';
  }

  #sayImages({ name, count, labels, parts, skipped }: ImageSetInfo): void {
    const folders = labels.length > 0 ? ` with ${counted(labels.length, 'label')}` : '';
    const divided = parts
      .map((part) => `${part.count} in ${part.name ? `${part.name}/` : 'folders of classes'}`)
      .join(', ');
    const facts = `${count} from “${name}”${folders}${divided && ` (${divided})`}`;
    this.say(`Images: ${facts}, ${counted(skipped.length, 'file')} skipped`);
    const open = skipped.filter(({ reason }) => reason !== 'hidden');
    for (const { path, detail } of open.slice(0, SKIPPED_SHOWN)) this.say(`  skipped ${path}: ${detail}`);
    if (open.length > SKIPPED_SHOWN) this.say(`  and ${open.length - SKIPPED_SHOWN} more`);
    const hidden = skipped.length - open.length;
    if (hidden > 0) this.say(`  skipped ${counted(hidden, 'hidden file')}`);
    if (skipped.length > 0) this.say(`  ${this.#tellSkipped(skipped)}`);
  }

  #showStatus(status: RunStatus): void {
    const { phase, step, steps, imagesPerSecond, stallMilliseconds, waiting } = status;
    if (waiting === 'programs')
      this.say('Compiling the GPU’s programs: the first step of a phase takes longer.');
    if (waiting || step === 0) return; // the step before has been shown
    if (this.#phase !== null && phase !== this.#phase) {
      this.say(`${PHASE_TITLES[this.#phase]} is done; ${aboutPhase(phase).called} begins.`);
    }
    this.#phase = phase;
    const rate = `${imagesPerSecond.toFixed(1)} images/s, waited ${stallMilliseconds.toFixed(1)} ms for a batch`;
    this.advance(PHASE_TITLES[phase], step, steps, [rate, ...timeLeft(status)].join(', '));
  }

  /** Moves the bar; another title begins a new one. */
  advance(title: string, value: number, total: number, note: string): void {
    const begins = title !== this.#title;
    if (begins) {
      this.end();
      this.#title = title;
      this.#lineDue = performance.now() + LINE_INTERVAL_MS;
    }
    if (this.#bar) {
      if (begins) this.#bar.start(total, value, { title, note });
      else this.#bar.update(value, { title, note });
      return;
    }
    const now = performance.now();
    if (now < this.#lineDue && value < total) return;
    this.#lineDue = now + LINE_INTERVAL_MS;
    say(`${title}: ${value} of ${total}, ${note}`);
  }
}

/** How long it takes; until the next phase, too, where there is one that is not about to begin. */
function timeLeft({ phase, secondsLeft, phaseSecondsLeft }: RunStatus): string[] {
  if (secondsLeft === null || phaseSecondsLeft === null) return [];
  const total = `${duration(secondsLeft)} left`;
  const next = phaseAfter(phase);
  return next && Math.round(phaseSecondsLeft) > 0
    ? [`${aboutPhase(next).called} in ${duration(phaseSecondsLeft)}`, total]
    : [total];
}

/** “2 h 05 min”, “3 min 20 s” or “12 s”. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, '0')} min`;
  return minutes > 0 ? `${minutes} min ${String(whole % 60).padStart(2, '0')} s` : `${whole} s`;
}
