import { expect, it } from 'vitest';
import { hashToConfig, methodIntoHash, repairLink } from './link';

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

it.each([
  ['?method=rotations', '#method=rotations'],
  ['?sample=1&method=rotations&backend=wasm#size=tiny', '?sample=1&backend=wasm#method=rotations&size=tiny'],
  ['?method=rotations#method=artifacts&size=tiny', '#method=artifacts&size=tiny'],
  ['?sample=1#theta=0.4', '?sample=1#theta=0.4'],
])('takes the method of %j into the hash, which wins', (given, wanted) => {
  expect(methodIntoHash(`https://lab.example/${given}`)).toBe(`https://lab.example/${wanted}`);
});

it('names a method that there is none of', () => {
  const { hash } = new URL(methodIntoHash('https://lab.example/?method=tangram%26x'));
  const { config, problems } = hashToConfig(hash);
  expect(config.method).toBe('artifacts');
  expect(problems).toEqual([
    'method must be artifacts, rotations, transformations, context or jigsaw; you gave “tangram&x”.',
  ]);
});
