/** Every field of the config is changed in turn, and phase one trained for real: does the autoencoder notice? */
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ImageSet } from '../data/imageSet';
import { Random } from '../base/random';
import { startBackend } from '../kernels/backend';
import { Run } from '../lab/run';
import { changed, fieldsOf, phaseSteps, valueOf, type Config, type ConfigKey } from './config';
import { makeConfig } from './presets';
import { SIZES } from '../schema/sizes';
import { firstPhaseKey } from './sharedPhase';

const BASE = { size: 'tiny', batchSize: 4, aeSteps: 3, ganSteps: 3, aeEpochs: 1, ganEpochs: 1 } as const;
/** As many as it takes for some to be held out. */
const COUNT = 20;

beforeAll(() => startBackend({ preference: 'wasm' }));

/** Noise with some structure left to crops: the same at every resolution asked for. */
function images(pixels: number): ImageSet {
  const random = new Random(7);
  return new ImageSet({
    ...{ name: 'noise', pixels, labelNames: [], labels: new Int16Array(COUNT).fill(-1) },
    data: Uint8Array.from({ length: COUNT * pixels ** 2 * 3 }, () => random.integer(256)),
    paths: Array.from({ length: COUNT }, (_, i) => `${i}.png`),
  });
}

/** The weights of E and D at the end of phase one, and where that leaves the images’ generators. */
async function phaseOne(config: Config): Promise<string> {
  const run = new Run(config, images(SIZES[config.size].storedPixels));
  try {
    const steps = phaseSteps(config, 'autoencoder', COUNT);
    for (let step = 0; step < steps; step++)
      Object.values(run.advance()).forEach((metric) => metric.dispose());
    const [E, D] = [await run.networks['E']!.read(), await run.networks['D']!.read()];
    const weights = [...E, ...D].map(([name, { data }]) => [
      name,
      Buffer.from(data.buffer).toString('base64'),
    ]);
    const { training, tensors } = run.snapshot();
    for (const tensor of tensors.values()) tensor.dispose();
    return JSON.stringify([weights, training.augmentation]);
  } finally {
    run.dispose();
  }
}

/** A valid value other than the given one. */
function another(schema: z.ZodType, value: unknown): unknown {
  const options = [
    ...(schema instanceof z.ZodEnum ? schema.options.slice(0, 2) : []),
    ...[true, false, 2, 3, 0.25, 0.6, 1.2, 1e-3, 1e-9, 5],
  ];
  const found = options.find((option) => option !== value && schema.safeParse(option).success);
  if (found === undefined) throw new Error('No other value is known for a field: add one here.');
  return found;
}

test.each(['steps', 'epochs'] as const)(
  'with the budget in %s, two configs have the same key exactly if they train the same autoencoder',
  async (budget) => {
    const config = makeConfig({ ...BASE, budget });
    const before = await phaseOne(config);
    expect(await phaseOne(config)).toBe(before);
    const wrong: ConfigKey[] = [];
    for (const { key, schema } of fieldsOf(config)) {
      const other = changed(config, { [key]: another(schema, valueOf(config, key)) });
      const sameKey = firstPhaseKey(other) === firstPhaseKey(config);
      const same = (await phaseOne(other)) === before;
      // The budget’s unit only matters where it changes the length, which the key then tells by the other field.
      if (key !== 'budget' && sameKey !== same) wrong.push(key);
      if (key === 'budget') expect(sameKey).toBe(false);
    }
    expect(wrong).toEqual([]);
  },
  600_000,
);
