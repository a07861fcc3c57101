import { expect, it } from 'vitest';
import { HandedFiles } from './handedFiles';
import { Handover } from './handover';
import type { PickedFile } from './protocol';

const filesOf = (set: string, count: number): PickedFile[] =>
  Array.from({ length: count }, (_, i) => ({ path: `${set}/${i}`, problem: 'for a test' }));

it('brings every file in its order, in small messages; requests do not mix, nor wait for an answer', async () => {
  const handed = new HandedFiles();
  const messages: number[] = [];
  const handover = new Handover((part) => {
    messages.push(part.length);
    handed.take(part);
    return Promise.resolve();
  });
  const received: string[][] = [];
  let answerFirst: (answer: string) => void = () => undefined;
  const ask = (answer: Promise<string>) => (last: readonly PickedFile[]) => {
    messages.push(last.length);
    received.push(handed.with(last).map(({ path }) => path));
    return answer;
  };
  const sets = [filesOf('a', 1234), filesOf('b', 250), filesOf('c', 0)] as const;
  const first = handover.request(sets[0], ask(new Promise((resolve) => (answerFirst = resolve))));
  const others = [
    handover.request(sets[1], ask(Promise.resolve('second'))),
    handover.request(sets[2], ask(Promise.resolve('third'))),
  ];
  expect(await Promise.all(others)).toEqual(['second', 'third']);
  answerFirst('first');
  expect(await first).toBe('first');
  expect(received).toEqual(sets.map((set) => set.map(({ path }) => path)));
  expect(Math.max(...messages)).toBe(50);
});

it('a request that fails is told, and the next one is made', async () => {
  const handover = new Handover(() => Promise.resolve());
  await expect(handover.request([], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await handover.request([], () => Promise.resolve(1))).toBe(1);
});
