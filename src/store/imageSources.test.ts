import { expect, it } from 'vitest';
import { ImageSources } from './imageSources';

it('a set that the browser cannot remember is there for the visit, and that is told', async () => {
  const notices: string[] = [];
  const full = new DOMException('', 'QuotaExceededError');
  const sources = new ImageSources(
    { remember: () => Promise.reject(full), recall: () => Promise.resolve(null) },
    (notice) => notices.push(notice),
  );
  await sources.remember('pets', 'sample');
  expect(await sources.find('pets', false, () => undefined)).toBe('sample');
  expect(notices).toEqual([
    'The browser did not note where “pets” came from (QuotaExceededError): after a reload it has to be chosen again.',
  ]);
});
