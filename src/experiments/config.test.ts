import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configDifference, configSchema, FIELDS, phaseSteps, type Config } from './config';
import { DEFAULT_CONFIG, makeConfig, PRESETS } from './presets';
import { configToHash, hashToConfig, parseEntries } from './link';

describe('presets', () => {
  it('differ in the disagreements between the paper and its code, and in nothing else', () => {
    expect(configDifference(PRESETS.paper, PRESETS['authors-code']).sort()).toEqual(
      [
        'adamEpsilon',
        'discriminatorNorm',
        'ganEpochs',
        'historyShare',
        'keptPixelWeight',
        'leakySlope',
        'learningRateDecayEnd',
        'maskLossOn',
        'preset',
        'probeEpochs',
        'probeNorm',
        'repairLoss',
        'repairPreNorm',
        'updateRule',
        'weightDecay',
      ].sort(),
    );
  });

  it('are valid, and every field says what it is and where its value comes from', () => {
    for (const preset of Object.values(PRESETS)) expect(configSchema.parse(preset)).toEqual(preset);
    for (const { title, description } of FIELDS) {
      expect(title.length).toBeGreaterThan(2);
      expect(description.length).toBeGreaterThan(5);
    }
  });

  it('refuse what is out of range or unknown, naming it', () => {
    expect(() => makeConfig({ theta: 1.5 })).toThrow(/theta/);
    expect(() => makeConfig({ size: 'huge' })).toThrow(/size/);
    expect(() => makeConfig({ colour: 'blue' } as never)).toThrow(/colour/);
  });
});

it('a budget in epochs counts passes over the images', () => {
  const config = makeConfig({ budget: 'epochs', aeEpochs: 2, ganEpochs: 3, batchSize: 32 });
  expect(phaseSteps(config, 'autoencoder', 100)).toBe(Math.ceil(200 / 32));
  expect(phaseSteps(config, 'repair', 100)).toBe(Math.ceil(300 / 32));
  expect(phaseSteps(makeConfig({ aeSteps: 7 }), 'autoencoder', 100)).toBe(7);
});

const configs: fc.Arbitrary<Config> = fc
  .record({
    preset: fc.constantFrom('paper' as const, 'authors-code' as const),
    seed: fc.integer({ min: 0, max: 0x7fffffff }),
    size: fc.constantFrom('tiny' as const, 'small' as const, 'stl10' as const, 'imagenet' as const),
    theta: fc.double({ min: 0, max: 0.95, noNaN: true }),
    aeLearningRate: fc.double({ min: 1e-7, max: 0.1, noNaN: true }),
    augment: fc.boolean(),
    repairLoss: fc.constantFrom('non-saturating' as const, 'minimax' as const, 'code-exact' as const),
  })
  .map(makeConfig);

describe('links', () => {
  it('carry every config there and back', () => {
    fc.assert(
      fc.property(configs, (config) => {
        const { config: back, problems } = hashToConfig(`#${configToHash(config)}`);
        expect(problems).toEqual([]);
        expect(back).toEqual(config);
      }),
    );
  });

  it('stay short: the default needs nothing', () => {
    expect(configToHash(DEFAULT_CONFIG)).toBe('');
    expect(configToHash(makeConfig({ theta: 0.5 }))).toBe('theta=0.5');
  });

  it('10,000 broken ones give a valid config and sentences, never an error', () => {
    const key = fc.oneof(fc.constantFrom(...FIELDS.map((field) => field.key)), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.oneof(fc.string(), fc.double().map(String)))), (entries) => {
        const { config, problems } = parseEntries(entries);
        expect(configSchema.safeParse(config).success).toBe(true);
        expect(problems.every((sentence) => sentence.endsWith('.'))).toBe(true);
        return hashToConfig(new URLSearchParams(entries.map(([k, v]) => [k, v])).toString()) !== undefined;
      }),
      { numRuns: 10_000 },
    );
  });
});
