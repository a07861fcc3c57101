import { expect, it } from 'vitest';
import { hashToConfig, shareLink } from './link';
import { makeConfig } from './presets';

const config = makeConfig({ size: 'tiny', theta: 0.3 });

it('opens the same settings, and the sample where it is in use', () => {
  const link = new URL(shareLink('https://lab.example/page/?backend=wasm#theta=0.9', config, true));
  expect(`${link.origin}${link.pathname}`).toBe('https://lab.example/page/');
  expect(Object.fromEntries(link.searchParams)).toEqual({ backend: 'wasm', sample: '1' });
  expect(hashToConfig(link.hash).config).toEqual(config);
});

it('does not open the sample where other images are in use', () => {
  const link = new URL(shareLink('https://lab.example/?sample=1', config, false));
  expect(link.searchParams.has('sample')).toBe(false);
});
