/** GPU devices destroyed in mid-step: does the run end as an unbroken one, by itself? */
import * as tf from '@tensorflow/tfjs-core';
import { loadSoftwareGpu } from '../../bench/softwareGpu';
import { Random } from '../../src/base/random';
import type { Lab } from '../../src/lab/lab';
import { inMemory, openLab, weightHash } from './openLab';

/** One after another, each a lab of its own: a lab that loses three in a short time goes on on wasm, rightly. */
const LOSSES_EACH = 2;

export async function soakDevices(losses: number) {
  const options = { preference: 'webgpu', gpu: await loadSoftwareGpu() } as const;
  const config = { batchSize: 2, aeSteps: 3, ganSteps: 3, historySize: 4 };
  const open = async () => {
    const opened = await openLab(options, config, inMemory(Infinity));
    await opened.lab.pin([]);
    return opened;
  };
  const { lab: unbroken } = await open();
  const began = performance.now();
  await finish(unbroken);
  const stepMs = (performance.now() - began) / 6;
  const expected = await weightHash(unbroken);
  const random = new Random(7);
  let [done, recovered, equal, runs] = [0, 0, 0, 0];
  const tensors = new Set<number>();
  while (done < losses) {
    const { lab, events } = await open();
    runs++;
    lab.start();
    for (let i = 0; i < LOSSES_EACH && done < losses; i++, done++) {
      const known = events.length;
      await wait(random.between(0.1, 2) * stepMs);
      device().destroy();
      while (events.length === known && lab.status.state === 'running') await wait(20);
    }
    // Until the last save is written, too: what it reads is held twice meanwhile.
    await lab.settled();
    recovered += events.filter(({ type }) => type === 'recovered').length;
    if (lab.status.state === 'finished' && (await weightHash(lab)) === expected) equal++;
    tensors.add(lab.status.tensors);
    process.stderr.write(`${done} devices lost, ${equal} of ${runs} runs as the unbroken one\n`);
  }
  return {
    losses: done,
    recovered,
    runs,
    equalToUnbroken: equal,
    tensorsAfter: [...tensors],
    passed: equal === runs && tensors.size === 1,
  };
}

async function finish(lab: Lab): Promise<void> {
  lab.start();
  await lab.settled();
}

function device(): GPUDevice {
  return (tf.backend() as unknown as { device: GPUDevice }).device;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
