import { describe, expect, it } from 'vitest';
import { hotKeysOf, type ConfigKey } from '../experiments/config';
import { DEFAULT_CONFIG, makeConfig, PRESETS } from '../experiments/presets';
import type { LabEvent, Phase, StoredRun } from '../worker/protocol';
import {
  applyEvent,
  initialState,
  isUntouched,
  offeredRun,
  pendingChanges,
  withField,
  withMethod,
  withPreset,
  type PageState,
} from './state';

const start = initialState(DEFAULT_CONFIG);
const after = (...events: LabEvent[]): PageState => events.reduce(applyEvent, start);
const failure = (what: string, todo = ''): LabEvent => ({ type: 'failure', failure: { what, todo } });
const tuned: LabEvent = {
  type: 'tuned',
  phase: 'repair',
  step: 7,
  changes: [{ key: 'theta', from: '0.7', to: '0.5' }],
};

describe('applyEvent', () => {
  it('marks hot changes until another run begins', () => {
    const marked = after(tuned, { type: 'metrics', rows: [], fresh: false });
    expect(marked.marks).toEqual([{ phase: 'repair', step: 7, key: 'theta', from: '0.7', to: '0.5' }]);
    expect(applyEvent(marked, { type: 'metrics', rows: [], fresh: true }).marks).toEqual([]);
  });

  it('takes settings from the lab, and leaves other changes of a person pending', () => {
    const pending = { ...start, draft: { ...start.draft, batchSize: 7 } };
    const { running, draft } = applyEvent(pending, { type: 'settings', settings: { aeSteps: 5 } });
    expect([running, draft]).toMatchObject([{ aeSteps: 5 }, { aeSteps: 5, batchSize: 7 }]);
  });

  it('what belongs to phase one is live until it is over', () => {
    const inPhase = (phase: Phase) => ({ ...start, status: { ...start.status, phase } });
    expect(withField(inPhase('autoencoder'), 'aeSteps', 5).running).toMatchObject({ aeSteps: 5 });
    const late = withField(inPhase('repair'), 'aeSteps', 5);
    expect([late.running, pendingChanges(late)]).toEqual([start.running, ['aeSteps']]);
    expect(withField(inPhase('repair'), 'ganSteps', 5).running).toMatchObject({ ganSteps: 5 });
  });

  it('tells a failure that repeats once, with its last advice', () => {
    const { failures } = after(failure('a', 'old'), failure('b'), failure('a', 'new'));
    expect(failures).toEqual([
      { what: 'b', todo: '' },
      { what: 'a', todo: 'new' },
    ]);
  });

  it('forgets the figure of images that are gone', () => {
    const figure = {
      type: 'figure',
      figure: {
        ...{ kind: 'figure3', method: 'artifacts', phase: 'repair', step: 1, theta: 0.5, fakes: 'repaired' },
        ...{ pixels: 32, cells: 2, rows: [], milliseconds: 3 },
      },
    } as const satisfies LabEvent;
    expect(after(figure).figure).toBe(figure.figure);
    expect(after(figure, { type: 'images', images: null }).figure).toBeNull();
  });

  it('leaves the state that it is given alone', () => {
    const before = structuredClone(start);
    after(tuned, failure('a'), { type: 'pinned', indices: [1, 2] });
    expect(start).toEqual(before);
  });
});

describe('settings', () => {
  it('lets hot fields act at once and gathers the others', () => {
    const hot = withField(start, 'theta', 0.4);
    expect([hot.running, hot.draft]).toMatchObject([{ theta: 0.4 }, { theta: 0.4 }]);
    expect(pendingChanges(hot)).toEqual([]);
    const cold = withField(hot, 'batchSize', 8);
    expect(cold.running.batchSize).toBe(DEFAULT_CONFIG.batchSize);
    expect(pendingChanges(cold)).toEqual(['batchSize']);
    expect(pendingChanges(withField(cold, 'batchSize', DEFAULT_CONFIG.batchSize))).toEqual([]);
  });

  it('changes preset without changing how large and how long a run is, nor the damage', () => {
    const own = { ...DEFAULT_CONFIG, seed: 9, size: 'tiny', batchSize: 4, ganEpochs: 3, theta: 0.2 } as const;
    expect(withPreset(own, 'authors-code')).toEqual({
      ...PRESETS['authors-code'],
      seed: 9,
      size: 'tiny',
      batchSize: 4,
      ganEpochs: 3,
      theta: 0.2,
    });
  });

  it('makes a preset wait for a restart as a whole, hot fields included', () => {
    const state = { ...start, draft: withPreset(start.draft, 'authors-code') };
    const hot: ConfigKey[] = pendingChanges(state).filter((key) => hotKeysOf(start.running).includes(key));
    expect(hot).toContain('keptPixelWeight');
  });

  it('knows when a restart costs nothing', () => {
    const at = (state: PageState['status']['state'], step: number) =>
      isUntouched({ ...start, status: { ...start.status, state, step } });
    expect([at('empty', 0), at('ready', 0), at('paused', 1), at('finished', 9)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('the offer to continue', () => {
  const run = (id: string, state: string, change: object = {}) =>
    ({ id, state, deleted: null, checkpoints: [{}], ...change }) as unknown as StoredRun;
  const offered = (change: Partial<PageState>) => offeredRun({ ...start, ...change })?.id;

  it('is of the newest run that has something to go on with', () => {
    const runs = [
      run('gone', 'paused', { deleted: '2026-01-01' }),
      run('empty', 'running', { checkpoints: [] }),
      run('over', 'finished'),
      run('broken', 'running'),
      run('old', 'paused'),
    ];
    expect(offered({ runs })).toBe('broken');
  });

  it('is not made once a run is under way, or a person has answered', () => {
    const runs = [run('broken', 'running')];
    expect(offered({ runs, offerAnswered: true })).toBeUndefined();
    expect(offered({ runs, status: { ...start.status, state: 'paused', step: 3 } })).toBeUndefined();
    expect(offered({ runs, saving: { ...start.saving, run: 'present' } })).toBeUndefined();
  });
});

describe('phase two', () => {
  const status = (phase: 'autoencoder' | 'repair') =>
    ({ type: 'status', status: { ...start.status, phase } }) as const;
  const fresh = { type: 'metrics', rows: [], fresh: true } as const;
  const newsAfter = (...events: LabEvent[]) => events.reduce(applyEvent, start).news;

  it('is news when the run comes to it', () => {
    expect(newsAfter(status('autoencoder'))).toBeNull();
    expect(newsAfter(fresh, status('autoencoder'), status('repair'))).toContain('Phase two has begun');
  });

  it('comes with what phase one lacks', () => {
    const said = 'PSNR of copies, held out: 18.0 dB.';
    const poor = { type: 'endedPoorly', said } as const;
    expect(newsAfter(fresh, status('autoencoder'), poor, status('repair'))).toMatch(
      /^Phase two has begun.* dB\.$/,
    );
    const another = [fresh, status('autoencoder'), status('repair')] as const;
    expect(newsAfter(fresh, status('autoencoder'), poor, ...another)).not.toContain('dB');
  });

  it('is none when a run is put there, or another one takes its place', () => {
    expect(newsAfter(status('autoencoder'), fresh, status('repair'), status('repair'))).toBeNull();
    expect(newsAfter(status('autoencoder'), status('repair'), fresh)).toBeNull();
  });
});

describe('another method', () => {
  const rotations = makeConfig({ method: 'rotations' });
  const pending = (draft: PageState['draft']) => ({ ...start, draft });

  it('takes along what a person chose that means the same to it, and nothing else', () => {
    const chosen = makeConfig({
      ...{ seed: 9, size: 'tiny', batchSize: 8, flip: false, adamBeta1: 0.9 },
      ...{ theta: 0.1, aeSteps: 7, probeEpochs: 3, budget: 'epochs' },
    });
    expect(withMethod(chosen, rotations)).toEqual({
      ...rotations,
      ...{ seed: 9, size: 'tiny', batchSize: 8, flip: false, adamBeta1: 0.9 },
    });
    // As its preset has it: then the other’s preset holds.
    const code = makeConfig({ preset: 'authors-code' });
    expect(code.adamEpsilon).not.toBe(rotations.adamEpsilon);
    expect(withMethod(code, rotations)).toEqual(rotations);
  });

  it('is pending as such, with the fields that both have and no others', () => {
    const alike = { ...rotations, heldOut: 0, weightDecay: 0, dropout: 0.5 };
    expect(pendingChanges(pending(alike))).toEqual(['method']);
    const other = { ...alike, seed: 5, flip: false, steps: 3 };
    expect(pendingChanges(pending(other))).toEqual(['method', 'seed', 'flip']);
  });

  it('is not given fields of the run that it waits for', () => {
    const moved = withField(pending(rotations), 'theta', 0.1);
    expect([moved.running, moved.draft]).toEqual([{ ...DEFAULT_CONFIG, theta: 0.1 }, rotations]);
    const told = applyEvent(pending(rotations), { type: 'settings', settings: { aeSteps: 5 } });
    expect([told.running, told.draft]).toEqual([{ ...DEFAULT_CONFIG, aeSteps: 5 }, rotations]);
  });
});
