/** A device that several use: when it is replaced, and how often. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { Device } from './device';

const LOST = { reason: 'gone', message: 'asleep' } as const;

async function started() {
  const told: string[] = [];
  const device = new Device(({ name }) => told.push(name));
  await device.start({ preference: 'wasm' });
  return { device, told };
}

it('is replaced once for all who use it, and not before work on it and reading from it have ended', async () => {
  const { device, told } = await started();
  const order: string[] = [];
  const user = (name: string) => ({
    hear: () => void order.push(`${name} hears`),
    settled: () => Promise.resolve().then(() => void order.push(`${name} has settled`)),
  });
  device.use(user('A'));
  const leave = device.use(user('B'));
  device.use(user('C'));
  leave();
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const work = device.compute(() => ended.then(() => void order.push('work ends')));
  const old = tf.backend();

  device.lose(LOST);
  const [one, other] = [device.replaced(), device.replaced()];
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(order).toEqual(['A hears', 'C hears']);
  expect(tf.backend()).toBe(old);
  end();
  await work;
  expect(await one).toBe(await other);
  expect(await one).toMatchObject({ generation: 1, loss: LOST });
  expect(order.slice(2)).toEqual(['work ends', 'A has settled', 'C has settled']);
  expect(told).toEqual(['wasm', 'wasm']);
  expect(tf.backend()).not.toBe(old);
  // Whoever comes late finds it there.
  expect(await device.replaced()).toBe(await one);
  expect(told).toHaveLength(2);
});

it('what is made on one that is lost meanwhile is made again on the next', async () => {
  const { device } = await started();
  let times = 0;
  const { made, generation } = await device.make(() => {
    if (times++ > 0) return tf.scalar(7);
    device.lose(LOST);
    throw new Error('The device is lost.');
  });
  expect([times, generation, device.present]).toEqual([2, 1, 1]);
  expect((await made.data())[0]).toBe(7);
  made.dispose();
  // What fails for a reason of its own is not tried again.
  const failing = device.make(() => {
    throw new Error(`tried ${++times} times`);
  });
  await expect(failing).rejects.toThrow('tried 3 times');
});
