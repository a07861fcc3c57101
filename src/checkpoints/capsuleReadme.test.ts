import { expect, it } from 'vitest';
import { makeConfig } from '../experiments/presets';
import { capsuleReadme } from './capsuleReadme';

function readme(config: Parameters<typeof capsuleReadme>[0]['about']['config']): string {
  const about = { config, training: { phase: 'any', step: 3 }, images: { name: 'pets', count: 7 } };
  const checkpoint = { about } as unknown as Parameters<typeof capsuleReadme>[0];
  const data = { list: null } as unknown as Parameters<typeof capsuleReadme>[1];
  return capsuleReadme(checkpoint, data, 'weights.safetensors', false);
}

it('offers what the run’s method has, and no more', () => {
  const [first, other] = [makeConfig(), makeConfig({ method: 'rotations' })].map(readme);
  for (const text of [first, other]) expect(text).toContain('step 3 of phase “any”');
  expect(first).toContain('Figure 3');
  expect(first).toContain('lab pytorch');
  expect(other).not.toContain('Figure 3');
  expect(other).toContain('| `renderings/`    | the figure of some images');
  expect(other).not.toContain('lab pytorch');
  expect(other).toContain('Predicting Image Rotations');
});
