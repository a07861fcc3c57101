import { expect, it, vi } from 'vitest';
import type { LabEvent } from '../worker/protocol';
import type { Look } from './looks';
import { sessionUnderTest } from './sessionUnderTest';

const heard = vi.fn<(what: string, image?: number | null) => void>();

class Listening implements Look {
  imageOpened = (image: number | null) => heard('opened', image);
  figureDrawn = () => heard('drawn');
  imagesChanged = () => heard('images');
  runBegan = () => heard('began');
  close = () => heard('closed');
}

/** What has been heard since the last time. */
function news(): unknown[][] {
  const calls = [...heard.mock.calls];
  heard.mockClear();
  return calls;
}

it('a look is made once, hears what happens to the run, and nothing any more when the method changes', async () => {
  const { session, emit, frame } = sessionUnderTest();
  const { looks } = session;
  const look = looks.of(Listening);
  expect(looks.of(Listening)).toBe(look);
  emit({ type: 'figure', figure: { phase: 'repair', step: 0, rows: [] } } as unknown as LabEvent);
  emit({ type: 'images', images: {} } as LabEvent);
  emit({ type: 'metrics', rows: [], fresh: false });
  emit({ type: 'metrics', rows: [], fresh: true });
  frame();
  expect(news()).toEqual([['drawn'], ['images'], ['began']]);
  await session.settings.setMethod('rotations');
  expect(news()).toEqual([['opened', null], ['closed']]);
  looks.open(1);
  expect(news()).toEqual([]);
  expect(looks.of(Listening)).not.toBe(look);
  expect(news()).toEqual([['opened', 1]]);
});

it('an image is opened by whoever likes: again, and before there is a look to hear of it', () => {
  const { looks } = sessionUnderTest().session;
  const images: (number | null)[] = [];
  looks.store.subscribe(({ image }) => images.push(image));
  looks.open(3);
  looks.of(Listening);
  looks.open(3);
  looks.close();
  expect(news()).toEqual([
    ['opened', 3],
    ['opened', 3],
    ['opened', null],
  ]);
  expect(images).toEqual([3, 3, null]);
});
