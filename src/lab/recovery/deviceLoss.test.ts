/** A GPU that is lost or reports trouble: the run goes on from its last good point, as if nothing had happened. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasSoftwareGpu, loadSoftwareGpu } from '../../../bench/softwareGpu';
import type * as Backend from '../../kernels/backend';
import { startBackend, type BackendOptions } from '../../kernels/backend';
import { ending, openLab } from '../labUnderTest';
import { OpenRun } from '../openRun';
import type * as ReadSnapshot from '../saving/readSnapshot';

/** What a driver does: tells that a device is lost, and from then on gives no numbers. */
const driver = vi.hoisted(() => ({
  tell: null as BackendOptions['onDeviceLost'] | null,
  silent: false,
}));

vi.mock('../../kernels/backend', async (original) => {
  const backend = await original<typeof Backend>();
  const startBackendHeard: typeof backend.startBackend = (options) => {
    driver.tell = options.onDeviceLost ?? null;
    return backend.startBackend(options);
  };
  return { ...backend, startBackend: startBackendHeard };
});

vi.mock('../saving/readSnapshot', async (original) => {
  const { readSnapshot } = await original<typeof ReadSnapshot>();
  const readUnlessSilent: typeof readSnapshot = async (tensors) => {
    const values = await readSnapshot(tensors);
    if (driver.silent) throw new Error('The device is lost.');
    return values;
  };
  return { readSnapshot: readUnlessSilent };
});

beforeAll(() => startBackend({ preference: 'wasm' }));

afterEach(() => {
  driver.silent = false;
});

const wasm = { preference: 'wasm' } as const;

describe.skipIf(!hasSoftwareGpu)('a GPU device that is lost', () => {
  it('is replaced in mid-step, and the run ends as an unbroken one; often lost, WebAssembly takes over', async () => {
    const gpu = await loadSoftwareGpu();
    const options = { preference: 'webgpu', gpu } as const;
    const budget = { batchSize: 2, aeSteps: 2, ganSteps: 1 };
    const others = tf.memory().numTensors;
    const { lab, of } = await openLab(options, budget);
    const own = lab.status.tensors - others;
    const expected = await ending(lab);
    await lab.reset();
    await lab.step();
    lab.start();
    await lose();
    expect(await ending(lab)).toEqual(expected);
    expect(of('recovered').map(({ recovery }) => recovery.what)).toEqual([
      expect.stringMatching(/^The GPU was lost: /),
    ]);
    expect(of('failure')).toEqual([]);

    await lab.reset();
    expect(lab.status.tensors).toBe(own);
    for (let i = 0; i < 2; i++) {
      await lose();
      await vi.waitFor(() => expect(of('recovered')).toHaveLength(2 + i), 60_000);
    }
    expect(lab.status).toMatchObject({ state: 'ready', tensors: own });
    expect(of('backend').at(-1)?.backend).toMatchObject({ name: 'wasm', why: /failed too often/ as never });
    expect(of('recovered').at(-1)?.recovery.kept).toMatch(/on WebAssembly, slower/);
    expect((await ending(lab)).state).toBe('finished');
  }, 300_000);
});

describe('a device lost when the last step is done', () => {
  const lost = { reason: 'gone', message: 'asleep' } as const;

  it('costs nothing once the weights have been read: the run stays finished with them', async () => {
    const others = tf.memory().numTensors;
    const { lab, of } = await openLab(wasm);
    const expected = await ending(lab);
    await lab.settled();
    const own = lab.status.tensors - others;
    driver.tell!(lost);
    expect(await ending(lab)).toEqual(expected);
    expect(of('recovered').map(({ recovery }) => recovery.kept)).toEqual([
      expect.stringContaining('continues from step 4 of phase “repair”'),
    ]);
    expect(lab.status.tensors).toBe(own);
  });

  it('while another run takes its place: that one is on the new device, too', async () => {
    const { lab, of } = await openLab(wasm);
    const expected = await ending(lab);
    // What is waited for once the next run is made.
    vi.spyOn(OpenRun.prototype, 'settled').mockImplementationOnce(async () => {
      lab.device.lose(lost);
      await lab.device.replaced();
    });
    await lab.reset();
    expect(await ending(lab)).toEqual(expected);
    expect(of('failure')).toEqual([]);
  });

  it('before they have been read: the steps since the last point are made again', async () => {
    const { lab, of } = await openLab(wasm);
    const expected = await ending(lab);
    await lab.reset();
    driver.silent = true;
    lab.start();
    await lab.settled();
    driver.tell!(lost);
    await vi.waitFor(() => expect(lab.status.state).toBe('running'), { timeout: 60_000, interval: 1 });
    driver.silent = false;
    expect(await ending(lab)).toEqual(expected);
    expect(of('recovered')).toHaveLength(1);
  });
});

describe.skipIf(!hasSoftwareGpu)('a GPU device that reports trouble', () => {
  it('is given up for a new one, in words that say which trouble it was; none of its tensors stay', async () => {
    const gpu = await loadSoftwareGpu();
    const others = tf.memory().numTensors;
    const { lab, of } = await openLab({ preference: 'webgpu', gpu });
    const own = lab.status.tensors - others;
    // A real one: memory that is mapped for reading cannot be what a program writes to.
    const { MAP_READ, STORAGE } = GPUBufferUsage;
    device().createBuffer({ size: 4, usage: MAP_READ | STORAGE });
    await vi.waitFor(() => expect(of('recovered')).toHaveLength(1), 60_000);
    // The software adapter has the processor's memory: this one is made up.
    const error = new GPUOutOfMemoryError('buffer of 4 GB');
    device().dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
    await vi.waitFor(() => expect(of('recovered')).toHaveLength(2), 60_000);
    const [invalid, full] = of('recovered').map(({ recovery }) => recovery);
    expect(invalid!.what).toMatch(
      /^The GPU reported an error, after which its numbers may be wrong: .*MapRead/,
    );
    expect(invalid!.kept).toMatch(/training continues from its beginning on a new GPU device\.$/);
    expect(full!.what).toBe('The GPU ran out of memory: buffer of 4 GB.');
    expect(full!.kept).toMatch(/If it comes back, take a smaller batch, such as 2, or a smaller size\.$/);
    expect(lab.status).toMatchObject({ state: 'ready', tensors: own });
    expect(of('backend').at(-1)?.backend.name).toBe('webgpu');
  }, 300_000);

  it('again and again, while it is being mended: all is held once', async () => {
    const gpu = await loadSoftwareGpu();
    const others = tf.memory().numTensors;
    let started = 0;
    const { lab, of } = await openLab({ preference: 'webgpu', gpu }, {}, ({ type }) => {
      // The second device is there, the networks on it are not yet.
      if (type === 'backend' && ++started === 2) device().destroy();
    });
    const own = lab.status.tensors - others;
    device().destroy();
    await vi.waitFor(() => expect(of('recovered')).toHaveLength(2), 60_000);
    expect(lab.status).toMatchObject({ state: 'ready', tensors: own });
  }, 300_000);
});

/** As a driver that resets does it, while whatever is under way is under way. */
async function lose(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  device().destroy();
}

function device(): GPUDevice {
  return (tf.backend() as unknown as { device: GPUDevice }).device;
}
