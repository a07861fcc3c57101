import { expect, it } from 'vitest';
import { sessionUnderTest } from '../../../store/sessionUnderTest';
import { Inspection } from './inspector/inspection';
import { Game } from './network/game';
import { Tracing } from './network/tracing';

const IMAGES = { type: 'images', images: { count: 5 } } as never;

it('what looks into the networks closes when the run is of another method', async () => {
  const { session } = sessionUnderTest();
  const [inspection, tracing] = [session.looks.of(Inspection), session.looks.of(Tracing)];
  session.looks.open(0);
  tracing.open(0);
  expect([inspection, tracing].map(({ store }) => store.getState().image)).toEqual([0, 0]);
  await session.settings.setMethod('rotations');
  expect([inspection, tracing].map(({ store }) => store.getState().image)).toEqual([null, null]);
});

it('an image that is gone with the images of before is closed, one that is still there is not', async () => {
  const { session, answerWith, emit, frame } = sessionUnderTest();
  const inspection = session.looks.of(Inspection);
  const tracing = session.looks.of(Tracing);
  let count = 5;
  answerWith((name) =>
    name === 'view' && count < 5
      ? Promise.reject(new Error('no such image'))
      : Promise.resolve(name === 'thumbnails' ? { names: ['a.png'] } : new Float32Array(3)),
  );
  session.looks.open(4);
  tracing.open(4);
  const opened = () => [session.looks, inspection, tracing].map(({ store }) => store.getState().image);
  const begin = async (): Promise<void> => {
    emit(IMAGES);
    emit({ type: 'metrics', rows: [], fresh: true });
    frame();
    await new Promise((resolve) => setTimeout(resolve));
  };
  await begin();
  expect(opened()).toEqual([4, 4, null]);
  count = 3;
  await begin();
  expect(opened()).toEqual([null, null, null]);
});

it('a move of the game is forgotten when another run begins', async () => {
  const { session, answerWith, emit, frame } = sessionUnderTest();
  const game = session.looks.of(Game);
  const played = { step: 1 };
  answerWith((name) => Promise.resolve(name === 'play' ? played : undefined));
  await game.play(['C']);
  expect(game.store.getState().played).toEqual(played);
  emit({ type: 'metrics', rows: [], fresh: true });
  frame();
  expect(game.store.getState().played).toBeNull();
});
