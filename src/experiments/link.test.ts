import { expect, it } from 'vitest';
import { hashToConfig, repairLink } from './link';

const ADDRESS = 'https://lab.example/page/?sample=1';
const WANTED = `${ADDRESS}#size=tiny&theta=0.4`;

it.each([
  WANTED,
  `${ADDRESS}%23size=tiny&theta=0.4`,
  `${ADDRESS}%23size%3Dtiny%26theta%3D0.4`,
  `${ADDRESS}#size%3dtiny%26theta%3d0.4`,
  `${ADDRESS}#size=tiny&amp;theta=0.4`,
  `${ADDRESS}%23size=tiny&amp;theta=0.4).`,
  `${WANTED}.`,
  `${WANTED}),`,
  `${WANTED}”.`,
  ` ${WANTED}\n`,
])('repairs %j', (link) => {
  const repaired = repairLink(link);
  expect(repaired).toBe(WANTED);
  expect(hashToConfig(new URL(repaired).hash)).toMatchObject({
    config: { size: 'tiny', theta: 0.4 },
    problems: [],
  });
});

it('leaves a link without an experiment as it is', () => {
  for (const link of [ADDRESS, 'http://localhost:4173/', 'http://localhost:4173/?sample=1&backend=wasm#'])
    expect(repairLink(link)).toBe(link);
});
