/** The work of a phase that no method here has: what saves and restores it needs to know nothing of it. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { makeConfig } from '../experiments/presets';
import { startBackend } from '../kernels/backend';
import { kernelSpec } from '../networks/layers';
import { Parameters, type PlainTensor } from '../networks/parameters';
import { Adam } from './adam';
import { History } from '../methods/artifacts/training/history';
import { disposeWork, restoreWork, workState, workTensors, type PhaseWork } from './phaseWork';

const config = makeConfig();
let net: Parameters;

beforeAll(async () => {
  await startBackend({ preference: 'cpu' });
  net = new Parameters([kernelSpec('T/fc', [2, 3], 'he')], new Random(1));
});

function begin() {
  const extra = new Parameters([kernelSpec('X/turn', [1, 2], 'he')], new Random(2));
  const past = new History(4);
  const work = {
    optimisers: { T: new Adam(net, config), X: new Adam(extra, config) },
    random: { turns: new Random(3) },
    extra,
    buffers: { past: { buffer: past, shapes: { images: [2, 2, 3], masks: [1, 1, 1] } } },
  } satisfies PhaseWork;
  return { work, past };
}

/** As if trained: two updates of T, one of X, three entries. */
function train({ work, past }: ReturnType<typeof begin>): void {
  const ones = (adam: Adam): tf.NamedTensorMap =>
    Object.fromEntries(adam.variables.map((variable) => [variable.name, tf.ones(variable.shape)]));
  for (const adam of [work.optimisers.T, work.optimisers.T, work.optimisers.X]) adam.apply(ones(adam), 0.1);
  past.restore({ images: tf.ones([3, 2, 2, 3]), masks: tf.zeros([3, 1, 1, 1]) });
  work.random.turns.uniform();
}

/** The tensors’ numbers; the tensors are disposed of. */
function plain(tensors: ReadonlyMap<string, tf.Tensor>): Map<string, PlainTensor> {
  const entries = [...tensors].map(([name, tensor]) => {
    const data = (tensor.dataSync() as Float32Array).slice();
    const { shape } = tensor;
    tensor.dispose();
    return [name, { shape, data }] as const;
  });
  return new Map(entries);
}

describe('a phase’s work', () => {
  it('is saved under its names and comes back', () => {
    const trained = begin();
    train(trained);
    const values = plain(workTensors(trained.work));
    const moments = ['T/fc', 'X/turn'].flatMap((name) => [`adam/m/${name}/kernel`, `adam/v/${name}/kernel`]);
    expect([...values.keys()]).toEqual([...moments, 'X/turn/kernel', 'past/images', 'past/masks']);
    const { adam, random } = workState(trained.work);
    expect(adam).toEqual({ T: 2, X: 1 });
    expect(random).toEqual({ turns: trained.work.random.turns.state });

    const back = begin();
    restoreWork(back.work, adam, values);
    expect(workState(back.work).adam).toEqual(adam);
    const again = plain(workTensors(back.work));
    again.delete('X/turn/kernel'); // whoever begins the work gives its parameters
    for (const [name, value] of again) expect([name, value]).toEqual([name, values.get(name)]);
    for (const { work } of [trained, back]) disposeWork(work);
  });

  it('refuses a buffer of which a part is missing or misshapen, and takes none for an empty one', () => {
    const trained = begin();
    train(trained);
    const values = plain(workTensors(trained.work));
    disposeWork(trained.work);
    const restored = (change: (values: Map<string, PlainTensor>) => void) => {
      const changed = new Map(values);
      change(changed);
      const { work, past } = begin();
      try {
        restoreWork(work, { T: 1, X: 1 }, changed);
        return past.size;
      } finally {
        disposeWork(work);
      }
    };
    expect(restored(() => undefined)).toBe(3);
    expect(restored((all) => ['images', 'masks'].forEach((part) => all.delete(`past/${part}`)))).toBe(0);
    expect(() => restored((all) => all.delete('past/masks'))).toThrow('“past/masks”');
    expect(() => restored((all) => all.delete('past/images'))).toThrow('“past/images”');
    const two = { shape: [2, 1, 1, 1], data: new Float32Array(2) };
    expect(() => restored((all) => all.set('past/masks', two))).toThrow(
      '“past/masks” has shape [2, 1, 1, 1]',
    );
  });

  it('is freed as a whole', () => {
    const before = tf.memory().numTensors;
    const trained = begin();
    tf.tidy(() => train(trained));
    expect(tf.memory().numTensors).toBeGreaterThan(before + 5);
    disposeWork(trained.work);
    expect(tf.memory().numTensors).toBe(before);
  });
});
