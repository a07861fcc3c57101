import { expect, test } from 'vitest';
import type { ArtifactsConfig } from '../methods/artifacts/config';
import { makeConfig } from '../experiments/presets';
import { decoderSpecs } from '../methods/artifacts/networks/decoder';
import { discriminatorSpecs } from '../methods/artifacts/networks/discriminator';
import { encoderSpecs } from '../methods/artifacts/networks/encoder';
import type { PlainTensor } from '../networks/parameters';
import { repairSpecs } from '../methods/artifacts/networks/repair';
import { ARTIFACT_EXPORTS } from '../methods/artifacts/exports';
import { networkParameters, networkWeights } from './networkParts';

const CONFIG = makeConfig({ size: 'tiny', discriminatorNorm: 'conv5+fc1' });

/** Every number of every network is another. */
function parameters(config: ArtifactsConfig): Map<string, PlainTensor> {
  const specs = [encoderSpecs, decoderSpecs, repairSpecs, discriminatorSpecs].flatMap((of) => of(config));
  let next = 0;
  return new Map(
    specs.map(({ name, shape }) => {
      const length = shape.reduce((product, side) => product * side, 1);
      return [name, { shape, data: Float32Array.from({ length }, () => next++) }] as const;
    }),
  );
}

test.each(Object.values(ARTIFACT_EXPORTS))('$name comes back from PyTorch’s layout as it was', (network) => {
  const all = parameters(CONFIG);
  const back = networkParameters(network, networkWeights(network, all, CONFIG), CONFIG);
  expect(back.size).toBeGreaterThan(0);
  for (const [name, tensor] of back) expect(tensor, name).toEqual(all.get(name));
});

test('names are a PyTorch module’s', () => {
  const names = (network: 'encoder' | 'repair' | 'convolutions'): string[] => [
    ...networkWeights(ARTIFACT_EXPORTS[network], parameters(CONFIG), CONFIG).keys(),
  ];
  const norm = ['weight', 'bias', 'running_mean', 'running_var'];
  const layers = [1, 2, 3, 4, 5].map((i) => `conv${i}`);
  expect(names('encoder').sort()).toEqual(
    layers.flatMap((layer) => [`${layer}.weight`, ...norm.map((role) => `${layer}.bn.${role}`)]).sort(),
  );
  const block = names('repair').filter((name) => name.startsWith('repair.block3.'));
  const expected = [
    ...norm.flatMap((role) => [`norm.${role}`, `first.bn.${role}`]),
    ...['first.weight', 'last.weight', 'last.bias'],
  ];
  expect(block.sort()).toEqual(expected.map((name) => `repair.block3.${name}`).sort());
  expect(names('repair')).toContain('decoder.conv5.bias');
  expect(names('convolutions').some((name) => /fc|mask/.test(name))).toBe(false);
});

test('a tensor that the network does not have is named', () => {
  const weights = networkWeights(ARTIFACT_EXPORTS.encoder, parameters(CONFIG), CONFIG);
  weights.set('conv1.wait', { shape: [1], data: Float32Array.of(1) });
  expect(() => networkParameters(ARTIFACT_EXPORTS.encoder, weights, CONFIG)).toThrow(
    '“conv1.wait” is not a parameter of the encoder.',
  );
});
