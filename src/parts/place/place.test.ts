import { expect, it } from 'vitest';
import { aboutMethod } from '../../experiments/abouts';
import { entryOf, isSamePlace, placeProblem, readPlace, TABS, withPlace } from './place';

const HOME = { tab: 'pictures', lesson: null, image: null, look: null } as const;

it('reads the tab and the lesson that the address names, and none for another word', () => {
  expect(readPlace('', null)).toEqual(HOME);
  expect(readPlace('?sample=1&lesson=theta&tab=table', null)).toMatchObject({
    tab: 'table',
    lesson: 'theta',
  });
  expect(readPlace('?lesson=glossary', null).lesson).toBe('glossary');
  expect(readPlace('?lesson=theta2&tab=sofa', null)).toEqual(HOME);
});

it('names what the page does not have', () => {
  expect(placeProblem('?lesson=theta&tab=twins')).toBeNull();
  expect(placeProblem('')).toBeNull();
  const problem = placeProblem('?lesson=theta2&tab=sofa');
  for (const part of ['“theta2”', 'glossary', '“sofa”', 'compare']) expect(problem).toContain(part);
});

it('changes nothing of the address but the place, and leaves out where the page opens', () => {
  for (const tab of TABS)
    for (const lesson of [null, ...aboutMethod('artifacts').lessons]) {
      const search = withPlace('?sample=1&lesson=mask&tab=twins&backend=wasm', { ...HOME, tab, lesson });
      expect(readPlace(search, null)).toEqual({ ...HOME, tab, lesson });
      expect(new URLSearchParams(search).get('backend')).toBe('wasm');
    }
  expect(withPlace('?lesson=mask', HOME)).toBe('');
  expect(withPlace('?sample=1&lesson=mask', HOME)).toBe('?sample=1');
});

it('keeps what is looked at in the entry of the history, and takes nothing else from there', () => {
  const look = { run: 'r', checkpoint: 'c' };
  expect(readPlace('', entryOf({ ...HOME, image: 3, look }))).toEqual({ ...HOME, image: 3, look });
  for (const strange of [undefined, 'x', { image: -1, look: null }, { image: 2 }])
    expect(readPlace('', strange)).toEqual(HOME);
});

it('knows whether two places are one', () => {
  const look = { run: 'r', checkpoint: 'c' };
  expect(isSamePlace({ ...HOME, look }, { ...HOME, look: { ...look } })).toBe(true);
  for (const change of [{ tab: 'table' }, { lesson: 'theta' }, { image: 0 }, { look }] as const)
    expect(isSamePlace(HOME, { ...HOME, ...change })).toBe(false);
});
