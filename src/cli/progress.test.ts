import { afterEach, expect, it, vi } from 'vitest';
import type { RunStatus } from '../lab/events';
import { initialState } from '../store/state';
import { makeConfig } from '../experiments/presets';
import { JsonProgress } from './jsonProgress';
import { Progress } from './progress';

const status = (changes: Partial<RunStatus>): RunStatus => ({
  ...initialState(makeConfig()).status,
  ...{ state: 'running', step: 5, steps: 10, imagesPerSecond: 8 },
  ...changes,
});
const phaseOne = status({ phaseSecondsLeft: 70, secondsLeft: 7300 });
const phaseTwo = status({ phase: 'repair', step: 1, phaseSecondsLeft: 7230, secondsLeft: 7230 });

afterEach(() => vi.restoreAllMocks());

/** What is written to a stream of the process. */
function written(stream: 'stdout' | 'stderr'): () => string {
  const spy = vi.spyOn(process[stream], 'write').mockReturnValue(true);
  return () => spy.mock.calls.map(([text]) => String(text)).join('');
}

it('the line of a run says how long each phase takes, and when the phase changes', () => {
  const said = written('stderr');
  const progress = new Progress({ isTTY: false } as NodeJS.WriteStream);
  progress.show({ type: 'status', status: { ...phaseOne, step: 10 } });
  progress.show({ type: 'status', status: phaseTwo });
  progress.show({ type: 'status', status: { ...phaseTwo, step: 10 } });
  expect(said()).toMatch(
    /Autoencoder: 10 of 10, 8.0 images\/s, .*, damage & repair in 1 min 10 s, 2 h 01 min left\n/,
  );
  expect(said()).toContain('Autoencoder is done; damage & repair begins.\n');
  expect(said()).toMatch(/Damage & repair: 10 of 10, [^\n]* for a batch, 2 h 00 min left\n/);
});

it('the line at the end of a phase does not say that the next one begins in 0 s', () => {
  const said = written('stderr');
  const progress = new Progress({ isTTY: false } as NodeJS.WriteStream);
  progress.show({ type: 'status', status: { ...phaseOne, step: 10, phaseSecondsLeft: 0.4 } });
  expect(said()).toMatch(/^Autoencoder: 10 of 10, [^\n]* for a batch, 2 h 01 min left\n$/);
});

it('--json has the same as a line at the beginning of each phase', () => {
  const printed = written('stdout');
  const progress = new JsonProgress();
  progress.show(status({})); // nothing is known yet
  for (const each of [phaseOne, phaseOne, phaseTwo, { ...phaseTwo, state: 'finished' } as const])
    progress.show(each);
  const lines = printed()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toEqual([
    {
      ...{ type: 'progress', phase: 'autoencoder', step: 5, steps: 10, imagesPerSecond: 8 },
      ...{ phaseSecondsLeft: 70, secondsLeft: 7300 },
    },
    {
      ...{ type: 'progress', phase: 'repair', step: 1, steps: 10, imagesPerSecond: 8 },
      ...{ phaseSecondsLeft: 7230, secondsLeft: 7230 },
    },
  ]);
});
