import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configDifference, configSchema, fieldsOf, phaseSteps, valueOf, type Config } from './config';
import { readConfig } from './configProblems';
import { DEFAULT_CONFIG, makeConfig, PRESETS } from './presets';
import { SIZE_NAMES } from '../schema/sizes';
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
    for (const { title, description } of fieldsOf({ method: 'artifacts' })) {
      expect(title.length).toBeGreaterThan(2);
      expect(description.length).toBeGreaterThan(5);
    }
  });

  it('refuse what is out of range or unknown, naming it', () => {
    expect(() => makeConfig({ theta: 1.5 })).toThrow('theta must be between 0 and 0.95; you gave 1.5.');
    expect(() => makeConfig({ size: 'huge', colour: 'blue' } as never)).toThrow(
      'size must be tiny, small, laptop, stl10 or imagenet; you gave “huge”. “colour” is not a setting.',
    );
  });
});

it('a budget in epochs counts passes over the images', () => {
  const config = makeConfig({ budget: 'epochs', aeEpochs: 2, ganEpochs: 3, batchSize: 32 });
  expect(phaseSteps(config, 'autoencoder', 100)).toBe(Math.ceil(200 / 32));
  expect(phaseSteps(config, 'repair', 100)).toBe(Math.ceil(300 / 32));
  expect(phaseSteps(makeConfig({ aeSteps: 7 }), 'autoencoder', 100)).toBe(7);
});

const WORDS = ['true', 'false', 'tiny', 'paper', '1e400', '-0', '0x10', '__proto__', '\u0000'];
const anyKey = fc.oneof(
  fc.constantFrom(...fieldsOf({ method: 'artifacts' }).map((field) => field.key)),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', 'toString'),
);

/** Sentences of ours that name a setting: no word of zod's, no object printed as such. */
function expectPlain(text: string, expected: boolean): void {
  if (!expected) return expect(text).toBe('');
  expect(text).toMatch(
    /^(.* (is not a setting|was meant|you gave .*|it must be .*|names and values|\d+ more)\.)$/su,
  );
  expect(text).not.toMatch(/\[object|invalid input|expected|undefined/i);
}

const configs: fc.Arbitrary<Config> = fc
  .record({
    preset: fc.constantFrom('paper' as const, 'authors-code' as const, 'default' as const),
    seed: fc.integer({ min: 0, max: 0x7fffffff }),
    size: fc.constantFrom(...SIZE_NAMES),
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

  it('stay short: of the paper’s preset the name alone, or what differs', () => {
    expect(configToHash(DEFAULT_CONFIG)).toBe('preset=paper');
    expect(configToHash(makeConfig({ theta: 0.5 }))).toBe('theta=0.5');
  });

  it('name what they cannot take in plain words, and no more of it than a person reads', () => {
    const problemOf = (hash: string) => hashToConfig(hash).problems;
    expect(problemOf('#theta=7')).toEqual(['theta must be between 0 and 0.95; you gave 7.']);
    expect(problemOf('#theta=')).toEqual(['theta must be between 0 and 0.95; you gave “”.']);
    expect(problemOf('#batchSize=2.5')).toEqual([
      'batchSize must be a whole number between 2 and 512; you gave 2.5.',
    ]);
    expect(problemOf('#encoderKernel=4')).toEqual(['encoderKernel must be 2 or 3; you gave 4.']);
    expect(problemOf('#flip=perhaps')).toEqual(['flip must be true or false; you gave “perhaps”.']);
    expect(problemOf(`#size=${'x'.repeat(1e6)}`)[0]).toHaveLength(106);
    const many = problemOf(`#${Array.from({ length: 1e5 }, (_, i) => `a${i}=1&a${i}=2`).join('&')}`);
    expect(many).toHaveLength(7);
    expect(many.at(-1)).toBe('So it goes with 99994 more.');
  });

  it('10,000 fuzzed ones give a valid config and sentences, never an error, and hold what is valid', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.double().map(String), fc.constantFrom(...WORDS));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyKey, value)),
        fc.double({ min: 0, max: 0.95, noNaN: true }),
        (entries, theta) => {
          const good = ['theta', String(theta)] as const;
          const { config, problems } = parseEntries([...entries, good]);
          expect(configSchema.safeParse(config).success).toBe(true);
          expect(valueOf(config, 'theta')).toBeCloseTo(theta, 12);
          expectPlain(problems.join(' '), problems.length > 0);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('10,000 mutilated texts of a link are read without an error', () => {
    const hash = configs.map(configToHash);
    const edit = fc.tuple(fc.nat(), fc.nat(12), fc.string({ unit: 'binary', maxLength: 6 }));
    fc.assert(
      fc.property(hash, fc.array(edit, { minLength: 1, maxLength: 5 }), (text, edits) => {
        for (const [at, removed, inserted] of edits) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + inserted + text.slice(start + removed);
        }
        const { config, problems } = hashToConfig(text);
        expect(configSchema.safeParse(config).success).toBe(true);
        expectPlain(problems.join(' '), problems.length > 0);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('configs from outside', () => {
  const anyValue = fc.oneof(fc.anything({ maxDepth: 1 }), fc.constantFrom<unknown>(...WORDS), fc.double());

  it('10,000 fuzzed ones are valid as they are, or refused in plain words', () => {
    const changed = fc
      .tuple(configs, fc.dictionary(anyKey, anyValue, { maxKeys: 4 }), fc.array(anyKey, { maxLength: 3 }))
      .map(([config, changes, missing]) =>
        Object.fromEntries(
          Object.entries({ ...config, ...changes }).filter(([key]) => !missing.includes(key)),
        ),
      );
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: changed }, fc.anything()), (given) => {
        try {
          expect(readConfig(given)).toEqual(given);
        } catch (error) {
          if (!(error instanceof Error) || error.constructor !== Error) throw error;
          expectPlain(error.message, true);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('name the setting that was perhaps meant', () => {
    expect(hashToConfig('thet=0.5&BatchSize=4&colour=blue').problems).toEqual([
      '“thet” is not a setting; perhaps “theta” was meant.',
      '“BatchSize” is not a setting; perhaps “batchSize” was meant.',
      '“colour” is not a setting.',
    ]);
  });

  it('say which setting is missing, and that a list is none', () => {
    expect(() => readConfig({ ...DEFAULT_CONFIG, theta: undefined })).toThrow(
      'theta is missing; it must be between 0 and 0.95.',
    );
    expect(() => readConfig([DEFAULT_CONFIG])).toThrow('The settings must be an object of names and values.');
  });
});
