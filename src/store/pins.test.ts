import { expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { makeConfig } from '../experiments/presets';
import type { LabEvent } from '../worker/protocol';
import { Pins } from './pins';
import { applyEvent, initialState } from './state';

/** A lab that answers each choice when the test says, with the event before its answer. */
function setUp(pinned: readonly number[] = []) {
  const store = createStore(() => ({ ...initialState(makeConfig({ size: 'tiny' })), pinned }));
  const waiting: (() => void)[] = [];
  const pins: Pins = new Pins(
    store,
    (indices) =>
      new Promise<void>((resolve) =>
        waiting.push(() => {
          hear({ type: 'pinned', indices });
          resolve();
        }),
      ),
  );
  const hear = (event: LabEvent) => {
    if (!pins.withholds(event)) store.setState((state) => applyEvent(state, event));
  };
  const answer = async () => {
    waiting.shift()!();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { pins, hear, answer, pinned: () => store.getState().pinned };
}

it('pins the images of quick clicks, each upon the one before, whatever the lab still tells', async () => {
  const { pins, answer, pinned } = setUp([9]);
  void pins.toggle(1);
  void pins.toggle(2);
  expect(pinned()).toEqual([9, 1, 2]);
  await answer();
  void pins.toggle(3);
  expect(pinned()).toEqual([9, 1, 2, 3]);
  await answer();
  await answer();
  expect(pinned()).toEqual([9, 1, 2, 3]);
});

it('takes an image off with a second click, and takes no more than there is room for', () => {
  const { pins, pinned } = setUp([0, 1, 2, 3, 4, 5, 6, 7]);
  void pins.toggle(8);
  expect(pinned()).toHaveLength(8);
  void pins.toggle(3);
  void pins.toggle(8);
  expect(pinned()).toEqual([0, 1, 2, 4, 5, 6, 7, 8]);
});

it('hears what the lab chooses by itself', async () => {
  const { pins, hear, answer, pinned } = setUp();
  hear({ type: 'pinned', indices: [4, 5] });
  expect(pinned()).toEqual([4, 5]);
  void pins.toggle(6);
  await answer();
  hear({ type: 'pinned', indices: [1] });
  expect(pinned()).toEqual([1]);
});
