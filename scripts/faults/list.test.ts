/** The list of faults names code and tests that exist; whether the tests hold them is for `npm run faults`. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { FAULTS } from './list';

it.each(FAULTS)(
  '$name: its handling is in its file once, and its test is there',
  async ({ without, test }) => {
    for (const { file, from } of without) expect((await readFile(file, 'utf8')).split(from)).toHaveLength(2);
    expect(await readFile(test.file, 'utf8')).toContain(test.name);
  },
);

it('names each fault once', () => {
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});
