/** Each experiment changes what it says, seen in real training steps, and nothing else. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../base/random';
import { startBackend } from '../../kernels/backend';
import { apartFromTape } from '../../kernels/tape';
import type * as damageModule from './networks/damage';
import { decode } from './networks/decoder';
import type * as discriminatorModule from './networks/discriminator';
import { encode } from './networks/encoder';
import type * as fakesModule from './networks/fakes';
import type { FakeStart } from './networks/fakes';
import { createNetworks, type ArtifactNetworks } from './networks/artifactNetworks';
import { disposeNetworks } from '../../networks/networks';
import type * as repairModule from './networks/repair';
import { Adam } from '../../training/adam';
import { autoencoderStep } from './training/autoencoderStep';
import { damageRepairState, disposeState } from './training/damageRepairState';
import { damageRepairStep } from './training/damageRepairStep';
import type * as lossesModule from './training/losses';
import type * as objectivesModule from './training/objectives';
import type { Verdicts } from './training/objectives';
import { learningRate } from '../../training/schedule';
import type { ArtifactsConfig } from './config';
import { phaseSteps } from '../../experiments/config';
import { makeConfig } from '../../experiments/presets';
import type { Term } from './experiment';
import { EXPERIMENTS, experimentChanges } from './experiments';

/** What the functions below, put in place of the originals that they call, have seen of the present step. */
const seen = vi.hoisted(() => ({
  theta: [] as number[],
  kernels: [] as { name: string; attributes: Record<string, unknown>; shape: string }[],
  /** C's input, where it begins in `kernels` and ends, and a fingerprint of C. */
  judged: [] as { input: Float32Array; from: number; to: number; C: string }[],
  fakes: [] as { start: number[]; images: Float32Array; unrepaired: Float32Array | null }[],
  repaired: [] as { layer: number; what: string; keepsKept: boolean | null }[],
  /** Weights of the losses in each player's objective. */
  weights: {} as Record<'C' | 'R', Record<string, number>>,
  probes: new Map<string, unknown>(),
  /** That the losses are being taken of. */
  verdicts: [] as Verdicts[],
}));

const values = (x: tf.Tensor): Float32Array => x.dataSync<'float32'>().slice();

vi.mock('./networks/damage', async (original) => {
  const actual = await original<typeof damageModule>();
  return {
    ...actual,
    drawDropMask: (random: Random, n: number, cells: number, theta: number) => {
      seen.theta.push(theta);
      return actual.drawDropMask(random, n, cells, theta);
    },
  };
});

vi.mock('./networks/discriminator', async (original) => {
  const actual = await original<typeof discriminatorModule>();
  const discriminateParts: typeof actual.discriminateParts = (C, config, parts, mode, dropout) => {
    const from = seen.kernels.length;
    const verdict = actual.discriminateParts(C, config, parts, mode, dropout);
    const input = Float32Array.from(parts.flatMap((part) => [...values(part)]));
    const fingerprint = values(C.get('C/conv1/kernel')).join();
    seen.judged.push({ input, from, to: seen.kernels.length, C: fingerprint });
    return verdict;
  };
  return { ...actual, discriminateParts };
});

vi.mock('./networks/repair', async (original) => {
  const actual = await original<typeof repairModule>();
  const repairWith: typeof actual.repairWith = (R, config, mask, mode) => {
    const hook = actual.repairWith(R, config, mask, mode);
    return (layer, z) => {
      const from = seen.kernels.length;
      const repaired = hook(layer, z);
      const ran = seen.kernels.slice(from).map(({ name }) => name);
      const times = (name: string): number => ran.filter((one) => one === name).length;
      const what = `${times('Convolution')} convolutions, ${times('BatchNormTraining')} norms of ${z.shape.slice(1).join()}`;
      seen.repaired.push({
        layer,
        what,
        keepsKept: times('Convolution') ? keepsKept(mask, z, repaired) : null,
      });
      return repaired;
    };
  };
  return { ...actual, repairWith };
});

function keepsKept(mask: tf.Tensor4D, before: tf.Tensor4D, after: tf.Tensor4D): boolean {
  return tf.tidy(() => {
    const factor = before.shape[1] / mask.shape[1];
    const [n, h, w] = mask.shape;
    const blocks = tf.tile(tf.reshape(mask, [n * h, 1, w, 1]), [1, factor, 1, factor]);
    const kept = tf.reshape(blocks, [n, h * factor, w * factor, 1]);
    return values(tf.max(tf.abs(tf.mul(tf.sub(after, before), kept))))[0] === 0;
  });
}

vi.mock('./networks/fakes', async (original) => {
  const actual = await original<typeof fakesModule>();
  const fakeImages: typeof actual.fakeImages = (networks, config, scene, mode) => {
    const images = actual.fakeImages(networks, config, scene, mode);
    seen.fakes.push({
      start: scene.start.shape,
      images: values(images),
      unrepaired: unrepaired(networks, config, scene),
    });
    return images;
  };
  return { ...actual, fakeImages };
});

function unrepaired(
  { D }: Pick<ArtifactNetworks, 'D'>,
  config: Parameters<typeof decode>[1],
  { start }: FakeStart,
) {
  if (start.rank !== 4) return null;
  const { kernels } = seen;
  const images = apartFromTape(() =>
    tf.tidy(() => values(decode(D, config, start as tf.Tensor4D, 'inference'))),
  );
  seen.kernels = kernels;
  return images;
}

/** Every loss has a variable 0 added, whose gradient in an objective is the loss's weight there. */
vi.mock('./training/losses', async (original) => {
  const actual = await original<typeof lossesModule>();
  const probed = (key: string, loss: tf.Scalar): tf.Scalar => {
    const probe = (seen.probes.get(key) ?? tf.variable(tf.scalar(0))) as tf.Variable<tf.Rank.R0>;
    seen.probes.set(key, probe);
    return tf.add(loss, probe);
  };
  const side = (logits: tf.Tensor): string => {
    const { real, corrupt } = seen.verdicts[0]!;
    if (logits === real.classLogits || logits === real.maskLogits) return 'real';
    return logits === corrupt.classLogits || logits === corrupt.maskLogits ? 'corrupt' : 'something';
  };
  const spied: typeof actual = {
    ...actual,
    classLoss: (logits, truth) =>
      probed(`class of ${side(logits)} as ${truth}`, actual.classLoss(logits, truth)),
    maskLoss: (logits, mask) => probed(`mask of ${side(logits)}`, actual.maskLoss(logits, mask)),
    repairClassLoss: (logits, kind) =>
      probed(`${kind} of ${side(logits)}`, actual.repairClassLoss(logits, kind)),
    keptPixelLoss: (...given) => probed('kept pixels', actual.keptPixelLoss(...given)),
  };
  return spied;
});

vi.mock('./training/objectives', async (original) => {
  const actual = await original<typeof objectivesModule>();
  function weigh(player: 'C' | 'R', verdicts: Verdicts, objective: () => tf.Scalar): void {
    seen.verdicts = [verdicts];
    apartFromTape(() => tf.tidy(() => void objective())); // so that every probe is there
    const probes = seen.probes as Map<string, tf.Variable>;
    const { grads } = apartFromTape(() => tf.variableGrads(objective, [...probes.values()]));
    seen.weights[player] = Object.fromEntries(
      [...probes].flatMap(([key, probe]) => {
        const weight = grads[probe.name] ? values(grads[probe.name]!)[0]! : 0;
        return weight === 0 ? [] : [[key, weight]];
      }),
    );
  }
  const spied: typeof actual = {
    ...actual,
    discriminatorObjective: (verdicts, masks, config) => {
      weigh('C', verdicts, () => actual.discriminatorObjective(verdicts, masks, config).objective);
      return actual.discriminatorObjective(verdicts, masks, config);
    },
    repairObjective: (verdicts, scene, config) => {
      weigh('R', verdicts, () => actual.repairObjective(verdicts, scene, config).objective);
      return actual.repairObjective(verdicts, scene, config);
    },
  };
  return spied;
});

const BATCH = 4;

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
  const engine = tf.engine();
  const runKernel = engine.runKernel.bind(engine);
  engine.runKernel = <T extends tf.Tensor | tf.Tensor[]>(
    name: string,
    inputs: tf.NamedTensorMap,
    attributes?: tf.NamedAttrMap,
  ): T => {
    const shape = inputs['x']?.shape.join() ?? '';
    seen.kernels.push({ name, attributes: { ...attributes }, shape });
    return runKernel<T>(name, inputs, attributes);
  };
});

function startSeeing(): void {
  Object.assign(seen, {
    theta: [],
    kernels: [],
    judged: [],
    fakes: [],
    repaired: [],
    weights: { C: {}, R: {} },
  });
}

const distinct = (all: readonly unknown[]): string => JSON.stringify([...new Set(all)].sort());
const equal = (a: Float32Array, b: Float32Array): boolean =>
  Buffer.from(a.buffer).equals(Buffer.from(b.buffer));
const attributesOf = (kernel: string, name: string): unknown[] =>
  seen.kernels.filter((one) => one.name === kernel).map(({ attributes }) => attributes[name]);

/** A word for each term, made from what one step of phase one and two of phase two do. */
function observe(config: ArtifactsConfig): Record<Term, string> {
  const networks = createNetworks(config);
  const random = new Random(3);
  const pixels = Float32Array.from({ length: BATCH * 32 * 32 * 3 }, () => random.between(-1, 1));
  const images = tf.tensor4d(pixels, [BATCH, 32, 32, 3]);
  try {
    return {
      ...observeAutoencoder(networks, config, images),
      ...observeGame(networks, config, images),
      ...outsideOfSteps(config),
    };
  } finally {
    images.dispose();
    disposeNetworks(networks);
  }
}

function observeAutoencoder(networks: ArtifactNetworks, config: ArtifactsConfig, images: tf.Tensor4D) {
  startSeeing();
  const optimisers = { E: new Adam(networks.E, config), D: new Adam(networks.D, config) };
  tf.dispose({ ...autoencoderStep(networks, optimisers, config, images, 1e-4) });
  for (const adam of Object.values(optimisers)) adam.dispose();
  const slopes = seen.kernels.map(({ attributes }) => attributes['slope']);
  const ran = seen.kernels.some(({ name }) => name === tf.Tanh);
  const specs = (letter: keyof ArtifactNetworks): string =>
    JSON.stringify(networks[letter].specs.map(({ name, shape }) => [name, shape]));
  return {
    activations: `${distinct(slopes)}${ran ? ', tanh' : ''}`,
    Adam: ['beta1', 'beta2', 'epsilon'].map((name) => distinct(attributesOf('AdamUpdate', name))).join(),
    'weight decay': distinct(attributesOf('AdamUpdate', 'decay')),
    'parameters of E': specs('E'),
    'parameters of D': specs('D'),
    'parameters of R': specs('R'),
    'parameters of C': specs('C'),
  };
}

function observeGame(networks: ArtifactNetworks, config: ArtifactsConfig, images: tf.Tensor4D) {
  const state = damageRepairState(networks, config);
  const step = (): void => {
    startSeeing();
    tf.dispose({ ...damageRepairStep(networks, state, config, images, { C: 1e-3, R: 1e-3 }) });
  };
  step();
  const area = images.size;
  const [{ input, from, to }] = seen.judged as [(typeof seen.judged)[0]];
  const [real, corrupt] = [input.slice(0, area), input.slice(area)];
  const copy = tf.tidy(() =>
    values(decode(networks.D, config, encode(networks.E, config, images, 'inference'), 'inference')),
  );
  const [fake] = seen.fakes as [(typeof seen.fakes)[0]];
  const norms = seen.kernels.slice(from, to).filter(({ name }) => name === 'BatchNormTraining');
  const ofC = Object.entries(seen.weights.C);
  const ofR = Object.entries(seen.weights.R);
  const first = {
    'drop rate': distinct(seen.theta),
    'real images': equal(real, values(images)) ? 'x' : equal(real, copy) ? 'D(E(x))' : 'something else',
    'corrupt images': equal(corrupt, fake.images) ? nameOf(fake) : 'something else',
    'repair blocks': JSON.stringify(seen.repaired.map(({ layer, what }) => [layer, what])),
    gate: distinct(seen.repaired.flatMap(({ keepsKept }) => keepsKept ?? [])),
    'normalisation of C': JSON.stringify(norms.map(({ shape }) => shape)),
    'class loss': JSON.stringify(ofC.filter(([key]) => key.startsWith('class'))),
    'mask loss': JSON.stringify(ofC.filter(([key]) => key.startsWith('mask'))),
    'repair loss': JSON.stringify(ofR.filter(([key]) => key !== 'kept pixels')),
    'kept-pixel loss': JSON.stringify(ofR.filter(([key]) => key === 'kept pixels')),
    'update rule': new Set(seen.judged.map(({ C }) => C)).size > 1 ? 'R meets the new C' : 'one C',
  };
  step();
  const shown = seen.judged[0]!.input.slice(area);
  const side = area / BATCH;
  const row = (of: Float32Array, i: number): Float32Array => of.slice(i * side, (i + 1) * side);
  const fresh = Array.from({ length: BATCH }, (_, i) => equal(row(shown, i), row(seen.fakes[0]!.images, i)));
  disposeState(state);
  return { ...first, history: JSON.stringify(fresh) };
}

function nameOf({ start, images, unrepaired }: (typeof seen.fakes)[0]): string {
  if (start.length === 2) return 'from noise';
  return equal(images, unrepaired!) ? 'as damaged' : 'repaired';
}

/** What no single step shows: the rate over time, how long training lasts, and the probe's settings. */
function outsideOfSteps(config: ArtifactsConfig) {
  const { aeLearningRate, discriminatorLearningRate, repairLearningRate } = config;
  const rates = [aeLearningRate, discriminatorLearningRate, repairLearningRate].flatMap((start) =>
    [0, 50, 95, 99].map((step) => learningRate(start, step, 100, config)),
  );
  const inEpochs = { ...config, budget: 'epochs' as const };
  return {
    'learning rate': rates.join(),
    budget: (['autoencoder', 'repair'] as const).map((phase) => phaseSteps(inEpochs, phase, 1000)).join(),
    transfer: [config.probeNorm, config.probeHead, config.probeEpochs].join(),
  };
}

describe('an experiment changes what it names and nothing else', () => {
  const base = makeConfig({ size: 'tiny', batchSize: BATCH });
  let baseline: Record<Term, string>;
  beforeAll(() => {
    baseline = observe({ ...base, ...experimentChanges('baseline') });
  });

  it('the baseline is the paper’s', () => {
    expect(baseline).toMatchObject({
      'drop rate': '[0.5]',
      'real images': 'D(E(x))',
      'corrupt images': 'repaired',
      gate: '[true]',
      history: '[true,true,false,false]',
      'class loss': '[["class of real as 1",0.5],["class of corrupt as 0",0.5]]',
      'repair loss': '[["non-saturating of corrupt",1]]',
      'kept-pixel loss': '[]',
      'update rule': 'R meets the new C',
    });
  });

  it.each(EXPERIMENTS.map((one) => [one.id, one] as const))('%s', (id, { changesWhat }) => {
    const config = makeConfig({ ...base, ...experimentChanges(id) });
    const observed = observe(config);
    const terms = Object.keys(baseline) as Term[];
    expect(terms.filter((term) => observed[term] !== baseline[term]).sort()).toEqual([...changesWhat].sort());
  });
});

it('there is one experiment for each row of Table 1, with its figure, and none twice', () => {
  const rows = EXPERIMENTS.filter(({ row }) => row !== null);
  expect(rows.map(({ row }) => row)).toEqual([...'abcdefghijkl'].map((letter) => `(${letter})`));
  expect(rows.every(({ paper }) => paper !== null && paper > 50 && paper < 82)).toBe(true);
  expect(new Set(EXPERIMENTS.map(({ id }) => id)).size).toBe(EXPERIMENTS.length);
});
