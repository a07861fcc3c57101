import { expect, test } from 'vitest';
import { MemoryFolder } from '../../checkpoints/memoryFolder';
import type { MethodId } from '../../experiments/abouts';
import { makeConfig } from '../../experiments/presets';
import { planTable } from '../../experiments/tablePlan';
import { storedRenderings } from './merge';
import { TableStore } from './store';

const images = { name: 'set', count: 100, hash: 'abc' };

async function begun(method: MethodId): Promise<TableStore> {
  const base = makeConfig({ method, size: 'tiny' });
  const rows = [{ id: 'a', letter: null, title: 'A', paper: null, changes: {} }];
  const store = new TableStore(new MemoryFolder());
  await store.begin(planTable({ title: 'T', base, rows, seeds: 1, images, labelled: images }), {
    part: 1,
    parts: 1,
  });
  return store;
}

test('where nothing is rendered, Figure 6 says whether anything ever will be', async () => {
  await expect(storedRenderings(await begun('artifacts'))).rejects.toThrow('is measured yet');
  await expect(storedRenderings(await begun('rotations'))).rejects.toThrow(
    'There is no Figure 6 of this table: it shows rendered images, and of the methods only “Spotting artifacts” renders any.',
  );
});
