import { useStore } from 'zustand';
import { count } from '../../../../base/counted';
import type { Learners, Played } from '../../../../worker/protocol';
import { short } from '../../../../parts/format';
import panel from '../../../../parts/panel.module.css';
import { usePage } from '../../../../parts/sessionContext';
import { useLook } from '../../../../parts/useLook';
import { useArtifacts } from '../useArtifacts';
import { busyWith, runControls } from '../../../../parts/runControls';
import { Game } from './game';
import styles from './Network.module.css';

const MOVES: readonly { readonly learners: Learners; readonly title: string; readonly says: string }[] = [
  { learners: ['C', 'R'], title: 'Step', says: 'One step that both learn from' },
  { learners: ['C'], title: 'Step C', says: 'One step in which C learns to tell x̂ from D(φ), and R rests' },
  { learners: ['R'], title: 'Step R', says: 'One step in which R learns to deceive C, and C rests' },
];

const SLOW_MOTION_STEPS = 'Slow motion makes real training steps of this run, one in each loop.';
const BEFORE = `Press one to see what it changes. Each is a real training step of this run; Slow motion makes one in each loop.`;

/** The last move, while the run still stands where it left it. */
export function usePlayed(): Played | null {
  const { played } = useStore(useLook(Game).store);
  const isPresent = usePage(({ status }) => status.phase === 'repair' && status.step === played?.step);
  return isPresent ? played : null;
}

/** Why the run makes no step now; null where it can. */
export function useReasonNotToStep(): string | null {
  return usePage((page) => runControls(page.status.state, busyWith(page), page.status.phase).reason);
}

interface GameStepsProps {
  /** Why the run makes no step now; null where it can. */
  reason: string | null;
  onPlay: () => void;
}

/** Steps of C alone, of R alone or of both, and what the last one changed. */
export function GameSteps({ reason, onPlay }: GameStepsProps) {
  const game = useLook(Game);
  const updates = usePage((page) => page.status.updates);
  const isOneSided = useArtifacts(({ fakes }) => fakes === 'damaged');
  const played = usePlayed();
  if (!updates) {
    return (
      <p className={panel.note} data-testid="step-note">
        {reason ?? `${SLOW_MOTION_STEPS} In phase two, C and R can also learn one at a time.`}
      </p>
    );
  }
  return (
    <>
      <div className={styles.stages} role="group" aria-label="One step of the game">
        {MOVES.filter(({ learners }) => learners[0] !== 'R' || !isOneSided).map(
          ({ learners, title, says }) => (
            <button
              key={title}
              data-testid={`play-${named(learners)}`}
              disabled={reason !== null}
              title={reason ?? `${says}; then paused`}
              onClick={() => {
                onPlay();
                void game.play(learners);
              }}
            >
              {title}
            </button>
          ),
        )}
        <span className={panel.note} data-testid="updates" data-c={updates['C']} data-r={updates['R']}>
          Updates so far: C {count(updates['C'] ?? 0)}, R {count(updates['R'] ?? 0)}
        </span>
      </div>
      <p
        className={styles.says}
        role="status"
        data-testid="played"
        data-learners={played && named(played.learners)}
      >
        {played && whatChanged(played)} {reason ?? (played ? null : BEFORE)}
      </p>
    </>
  );
}

function named(learners: Learners): string {
  return learners.length > 1 ? 'both' : (learners[0] ?? '');
}

function whatChanged({ step, learners, moved, pictures }: Played): string {
  const weights = (['C', 'R'] as const)
    .map((letter) => `${letter}’s weights ${by(moved[letter] ?? 0)}`)
    .join(', ');
  const first = `Step ${count(step)}: ${named(learners)} learnt; ${weights}.`;
  if (!pictures) return first;
  const { change, repaired, real } = pictures;
  const picture = change === 0 ? 'no picture x̂ changed' : `x̂ changed by ${short(change)} of 255 on average`;
  const odds = ([before, after]: readonly [number, number]) => `${short(before)} → ${short(after)}`;
  return `${first} Of the pinned images ${picture}; C’s P(real) of x̂ ${odds(repaired)}, of D(φ) ${odds(real)}.`;
}

function by(share: number): string {
  return share === 0 ? 'did not move' : `moved by ${short(100 * share)} %`;
}
