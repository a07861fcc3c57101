import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { valueOf } from '../experiments/config';
import type { LabEvent, RunStatus } from '../worker/protocol';
import type { Session } from './session';
import { sessionUnderTest, WISHES } from './sessionUnderTest';

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function status(session: Session, change: Partial<RunStatus>): LabEvent {
  return { type: 'status', status: { ...session.store.getState().status, ...change } };
}

describe('events', () => {
  it('reach the page once per frame, however many come', () => {
    const { session, emit, turns, frame } = sessionUnderTest();
    const changes = vi.fn();
    session.store.subscribe(changes);
    for (let step = 1; step <= 50; step++) emit(status(session, { step }));
    expect(turns).toHaveLength(1);
    expect(changes).not.toHaveBeenCalled();
    frame();
    expect(changes).toHaveBeenCalledTimes(1);
    expect(session.store.getState().status.step).toBe(50);
  });

  it('put metrics into the log, not into the state', () => {
    const { session, emit, frame } = sessionUnderTest();
    const rows = [{ phase: 'autoencoder', step: 1, epoch: 0, seconds: 0, values: { theta: 0.5 } }] as const;
    emit({ type: 'metrics', rows, fresh: true });
    frame();
    expect([...session.log.series('theta').y]).toEqual([0.5]);
  });
});

describe('settings', () => {
  it('send a dragged slider’s last value, one request at a time', async () => {
    const { session, asked, previews, answerWith } = sessionUnderTest();
    let release = () => {};
    answerWith(() => new Promise<void>((resolve) => (release = resolve)));
    await settle();
    for (const theta of [0.1, 0.2, 0.3]) session.settings.setField('theta', theta);
    await settle();
    expect(asked.slice(1)).toEqual([['tune', { theta: 0.1 }]]);
    // The figure does not wait for the lab.
    expect(previews).toEqual([{ theta: 0.1 }, { theta: 0.3 }]);
    release();
    await settle();
    expect(asked.slice(2)).toEqual([['tune', { theta: 0.3 }]]);
  });

  it('wait for the restart, which discarding undoes', async () => {
    const { session, asked } = sessionUnderTest();
    session.settings.setField('batchSize', 8);
    session.settings.discard();
    expect(session.store.getState().draft.batchSize).toBe(32);
    session.settings.setField('batchSize', 16);
    await session.settings.restart();
    expect(asked.at(-1)).toMatchObject(['restart', { batchSize: 16 }]);
    expect(session.store.getState().running.batchSize).toBe(16);
  });

  it('need no restart before the first step, and are not applied behind one’s back after it', async () => {
    const { session, emit, frame, names } = sessionUnderTest();
    session.settings.setField('batchSize', 8);
    await session.start();
    expect(names()).toEqual(['open', 'restart', 'start']);
    emit(status(session, { state: 'paused', step: 3 }));
    frame();
    session.settings.setField('batchSize', 4);
    await session.start();
    expect(names()).toEqual(['open', 'restart', 'start', 'start']);
  });

  it('that are refused wait on, and nothing starts without them', async () => {
    const { session, answerWith, names } = sessionUnderTest();
    answerWith((name) => Promise.resolve(name === 'restart' ? false : undefined));
    session.settings.setField('batchSize', 512);
    await session.start();
    expect(names()).toEqual(['open', 'restart']);
    const { draft, running } = session.store.getState();
    expect([draft.batchSize, running.batchSize]).toEqual([512, 32]);
  });

  it('roll a seed and leave the other changes pending', async () => {
    const { session, asked } = sessionUnderTest();
    session.settings.setField('batchSize', 8);
    await session.settings.rollSeed();
    const { running, draft } = session.store.getState();
    expect(running.seed).not.toBe(1);
    expect(asked.at(-1)).toEqual(['restart', running]);
    expect([running.batchSize, draft.batchSize, draft.seed]).toEqual([32, 8, running.seed]);
  });
});

describe('another method', () => {
  it('acts at once where nothing would be lost, and the phase is its own', async () => {
    const { session, asked } = sessionUnderTest('#seed=4&size=tiny');
    await session.settings.setMethod('rotations');
    expect(asked.slice(1)).toMatchObject([['restart', { method: 'rotations', seed: 4, size: 'tiny' }]]);
    const { running, draft, status } = session.store.getState();
    expect([draft, status.phase]).toEqual([running, 'rotations']);
  });

  it('waits for the restart where a run is under way', async () => {
    const { session, emit, frame, asked } = sessionUnderTest();
    emit(status(session, { state: 'paused', step: 3 }));
    frame();
    await session.settings.setMethod('rotations');
    const { running, draft } = session.store.getState();
    expect([running.method, draft.method, asked.length]).toEqual(['artifacts', 'rotations', 1]);
    await session.settings.setMethod('artifacts');
    expect(session.store.getState().draft).toEqual(running);
  });

  it('finds its settings as they were left, live ones as the run has them', async () => {
    const { session, emit, frame } = sessionUnderTest();
    emit(status(session, { state: 'paused', step: 3 }));
    frame();
    session.settings.setField('aeLearningRate', 1e-3);
    await session.settings.setMethod('rotations');
    session.settings.setField('steps', 77);
    session.settings.setField('theta', 0.2);
    await session.settings.setMethod('artifacts');
    expect(session.store.getState().draft).toMatchObject({ aeLearningRate: 1e-3, theta: 0.2 });
    await session.settings.setMethod('rotations');
    expect(session.store.getState().draft).toMatchObject({ method: 'rotations', steps: 77 });
  });
});

describe('the link', () => {
  it('opens the lab with its settings and tells what it could not take', () => {
    const { session, asked } = sessionUnderTest('#size=tiny&theta=7&colour=red');
    expect(asked[0]).toMatchObject(['open', { size: 'tiny', theta: 0.7 }, WISHES]);
    expect(session.store.getState().notices).toHaveLength(2);
  });

  it('follows the settings once they rest', async () => {
    const { session, address } = sessionUnderTest();
    session.settings.setField('theta', 0.2);
    session.settings.setField('size', 'tiny');
    expect(address.current).toBe('');
    await vi.advanceTimersByTimeAsync(500);
    const written = Object.fromEntries(new URLSearchParams(address.current));
    // Without one the page opens with its first preset, which links name.
    expect(written).toEqual({ preset: 'default', size: 'tiny', theta: '0.2' });
  });

  it('changed by hand acts as the controls do', async () => {
    const { session, address, asked } = sessionUnderTest('#preset=paper');
    await settle();
    address.current = '#theta=0.3&batchSize=4';
    address.changed();
    await settle();
    expect(asked.slice(1)).toEqual([['tune', { theta: 0.3 }]]);
    const { running, draft } = session.store.getState();
    expect([running.batchSize, draft.batchSize]).toEqual([32, 4]);
  });
});

it('tells a refused request as a failure', async () => {
  const { session, answerWith } = sessionUnderTest();
  answerWith(() => Promise.reject(new Error('no memory')));
  await session.step();
  expect(session.store.getState().failures[0]!.what).toContain('no memory');
});

describe('kept runs', () => {
  const images = { name: 'pets', count: 5, hash: 'aa' };
  const missing = { outcome: 'images', wanted: images, loaded: null, difference: 'none are loaded' };
  const checkpoint = { name: 'autoencoder-000007', phase: 'autoencoder', step: 7 };
  const continued = { outcome: 'continued', run: 'r1', checkpoint, skipped: [] };
  const saving = {
    type: 'saving',
    saving: {
      state: 'idle',
      run: 'r1',
      last: { ...checkpoint, bytes: 1, saved: '', milestone: false, milliseconds: 1 },
      problem: null,
      retry: null,
    },
  } as LabEvent;

  it('ask for images that the browser does not know, and go on when they come', async () => {
    const { session, answerWith, names, frame } = sessionUnderTest();
    answerWith((name) => Promise.resolve(name === 'continueRun' ? missing : true));
    await session.runs.continue('r1');
    expect(session.store.getState().awaited).toMatchObject({ images, difference: null, remembered: false });
    answerWith((name) => Promise.resolve(name === 'continueRun' ? continued : true));
    const loading = session.loadFiles([], 'pets');
    await settle();
    frame();
    await loading;
    expect(session.store.getState()).toMatchObject({ awaited: null, offerAnswered: true, continuing: null });
    expect(names()).toEqual(['open', 'continueRun', 'loadFiles', 'continueRun']);
  });

  it('fetch images that the browser remembers by themselves, and tell how others differ', async () => {
    const { session, answerWith, names, remembered } = sessionUnderTest();
    remembered.set('pets', 'sample');
    const other = { ...missing, loaded: { ...images, hash: 'bb' }, difference: 'not the same ones' };
    let asked = 0;
    answerWith((name) => Promise.resolve(name === 'continueRun' ? (asked++ ? other : missing) : true));
    await session.runs.continue('r1');
    expect(names()).toEqual(['open', 'continueRun', 'loadSample', 'continueRun']);
    expect(session.store.getState().awaited?.difference).toBe('not the same ones');
  });

  it('keep the run that they take the place of, and offer it back', async () => {
    const { session, answerWith, emit, frame, names } = sessionUnderTest();
    emit(saving);
    emit(status(session, { state: 'running', step: 9 }));
    frame();
    answerWith((name) => {
      if (name !== 'continueRun') return Promise.resolve(undefined);
      const { saving: kept } = saving as Extract<LabEvent, { type: 'saving' }>;
      emit({ type: 'saving', saving: { ...kept, run: 'r2' } });
      return Promise.resolve({ ...continued, run: 'r2' });
    });
    const continuing = session.runs.continue('r2', false, 'Another run took its place.');
    for (let i = 0; i < 4; i++) {
      await settle();
      frame();
    }
    await continuing;
    expect(names()).toEqual(['open', 'pause', 'saveCheckpoint', 'continueRun']);
    const text = 'Another run took its place.';
    expect(session.store.getState().undo).toEqual({ kind: 'replaced', run: 'r1', text });
  });

  it('are continued after the images that are just being loaded, not under them', async () => {
    const { session, answerWith, names, frame } = sessionUnderTest();
    let loaded: (taken: boolean) => void = () => {};
    answerWith((name) =>
      name === 'loadFiles' ? new Promise((resolve) => (loaded = resolve)) : Promise.resolve(continued),
    );
    const loading = session.loadFiles([], 'pets');
    await settle();
    const continuing = session.runs.continue('r1');
    await settle();
    expect(session.store.getState().continuing).toBe('r1');
    expect(names()).toEqual(['open', 'loadFiles']);
    loaded(true);
    await settle();
    expect(names()).toEqual(['open', 'loadFiles']);
    frame(); // the images are on the page
    await expect(continuing).resolves.toBe(true);
    await loading;
    expect(names()).toEqual(['open', 'loadFiles', 'continueRun']);
  });

  it('go on by themselves in another worker when theirs ends, and keep no request waiting', async () => {
    const { session, answerWith, emit, frame, end, names, closed } = sessionUnderTest();
    emit(saving);
    emit(status(session, { state: 'running', step: 9 }));
    frame();
    answerWith((name) => (name === 'thumbnails' ? new Promise(() => {}) : Promise.resolve(continued)));
    const thumbnails = session.thumbnails(0, 1);
    await settle();
    end('it ran out of memory.');
    await expect(thumbnails).rejects.toThrow('memory');
    await settle();
    frame();
    await settle();
    expect(names()).toEqual(['open', 'thumbnails', 'open', 'continueRun', 'tune', 'start']);
    expect(closed()).toBe(1);
    expect(session.store.getState().failures).toEqual([]);
  });

  it('go on in another worker under the settings that the page had, saved or not', async () => {
    const { session, answerWith, emit, turns, frame, end, asked, names } = sessionUnderTest();
    const { running: saved } = session.store.getState();
    emit(saving);
    emit(status(session, { state: 'paused', step: 9 }));
    frame();
    session.settings.setField('theta', 0.2);
    session.settings.setField('batchSize', 8);
    answerWith((name) => {
      if (name === 'continueRun') emit({ type: 'restored', config: saved });
      return Promise.resolve(continued);
    });
    await settle();
    end('it ran out of memory.');
    for (let i = 0; i < 3; i++) {
      await settle();
      if (turns.length > 0) frame();
    }
    await settle();
    expect(names()).toEqual(['open', 'tune', 'open', 'continueRun', 'tune']);
    expect(asked.at(-1)![1]).toMatchObject({ theta: 0.2 });
    const { running, draft } = session.store.getState();
    expect(running).toMatchObject({ theta: 0.2, batchSize: saved.batchSize });
    expect(draft).toMatchObject({ theta: 0.2, batchSize: 8 });
  });

  it.each([
    ['running', ['open', 'continueRun', 'start']],
    ['paused', ['open', 'continueRun']],
  ])('that were %s when the page was left go on so', async (state, requests) => {
    const { session, answerWith, emit, frame, names } = sessionUnderTest();
    answerWith(() => Promise.resolve(continued));
    emit({
      type: 'runs',
      runs: [{ id: 'r1', state, deleted: null, checkpoints: [] }],
    } as unknown as LabEvent);
    frame();
    await session.runs.continue('r1');
    expect(names().filter((name) => name !== 'storage')).toEqual(requests);
  });

  it('wait for a person where workers end again and again', async () => {
    const { session, answerWith, emit, frame, end, names } = sessionUnderTest();
    answerWith(() => Promise.resolve(continued));
    for (let i = 1; i <= 4; i++) {
      emit(saving);
      frame();
      end('why.');
      await settle();
    }
    emit(status(session, { state: 'running' })); // said before the end, heard after it
    frame();
    await settle();
    expect(session.store.getState().status.state).toBe('empty');
    expect(names().filter((name) => name === 'open')).toHaveLength(4);
    expect(session.store.getState().failures[0]).toMatchObject({ goOn: { run: 'r1', step: 7 } });
    await session.runs.continue('r1');
    expect(names().slice(-2)).toEqual(['open', 'continueRun']);
  });

  it('train on from their last checkpoint as new ones, which can be undone', async () => {
    const { session, asked, answerWith, emit, frame, turns } = sessionUnderTest('#ganSteps=7');
    emit(saving);
    emit(status(session, { state: 'finished', phase: 'repair', step: 7, steps: 7 }));
    frame();
    const { last } = session.store.getState().saving;
    emit({
      type: 'saving',
      saving: { ...session.store.getState().saving, last: { ...last!, phase: 'repair' } },
    });
    answerWith(() => Promise.resolve(continued));
    const training = session.trainOn(1000);
    for (let i = 0; i < 4; i++) {
      await settle();
      if (turns.length > 0) frame();
    }
    await training;
    const changes = {
      budget: 'steps',
      aeSteps: valueOf(session.store.getState().running, 'aeSteps'),
      ganSteps: 1007,
    };
    const calls = asked.filter(([name]) => ['forkRun', 'start', 'tune'].includes(name));
    expect(calls).toEqual([['forkRun', 'r1', last!.name, changes], ['start']]);
    expect(session.store.getState().undo).toMatchObject({ kind: 'replaced', run: 'r1' });
  });

  it('train on as they are where they cannot be kept', async () => {
    const { session, asked, emit, frame, turns } = sessionUnderTest('#ganSteps=7');
    emit(status(session, { state: 'finished', phase: 'repair', step: 7, steps: 7 }));
    frame();
    const training = session.trainOn(1000);
    for (let i = 0; i < 4; i++) {
      await settle();
      if (turns.length > 0) frame();
    }
    await training;
    expect(asked.slice(-2)).toMatchObject([['tune', { ganSteps: 1007 }], ['start']]);
    expect(session.store.getState()).toMatchObject({
      running: { ganSteps: 1007 },
      draft: { ganSteps: 1007 },
    });
  });

  it('are kept before another takes their place, which can be undone', async () => {
    const { session, answerWith, emit, turns, frame, names } = sessionUnderTest();
    emit(saving);
    emit(status(session, { state: 'paused', step: 7 }));
    frame();
    answerWith((name) => {
      if (name === 'restart')
        emit({
          ...saving,
          saving: { ...session.store.getState().saving, run: null, last: null },
        } as LabEvent);
      return Promise.resolve(continued);
    });
    session.settings.setField('batchSize', 8);
    const restarting = session.settings.restart();
    for (let i = 0; i < 4; i++) {
      await settle();
      if (turns.length > 0) frame();
    }
    await restarting;
    expect(names()).toEqual(['open', 'pause', 'saveCheckpoint', 'restart']);
    expect(session.store.getState().undo).toMatchObject({ kind: 'replaced', run: 'r1' });
    await session.runs.undo();
    expect(names().at(-1)).toBe('continueRun');
  });
});
