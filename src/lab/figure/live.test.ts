/** A figure that cannot be drawn: told once, or left to whoever mends what it met; training goes on. */
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import type * as Backend from '../../kernels/backend';
import { startBackend, type BackendOptions } from '../../kernels/backend';
import type * as Drawing from './scene';
import { ending, openLab } from '../labUnderTest';

/** What happens when a figure is drawn, and what a driver says. */
const trouble = vi.hoisted(() => ({
  whileDrawing: null as (() => Promise<void>) | null,
  tellLost: null as BackendOptions['onDeviceLost'] | null,
}));

vi.mock('./scene', async (original) => {
  const figure = await original<typeof Drawing>();
  const drawFigure: typeof figure.drawFigure = async (...given) => {
    await trouble.whileDrawing?.();
    return figure.drawFigure(...given);
  };
  return { ...figure, drawFigure };
});

vi.mock('../../kernels/backend', async (original) => {
  const backend = await original<typeof Backend>();
  const startBackendHeard: typeof backend.startBackend = (options) => {
    trouble.tellLost = options.onDeviceLost ?? null;
    return backend.startBackend(options);
  };
  return { ...backend, startBackend: startBackendHeard };
});

beforeAll(() => startBackend({ preference: 'wasm' }));

afterEach(() => {
  trouble.whileDrawing = null;
});

/** A lab that draws its figure after every step. */
async function openDrawing() {
  const opened = await openLab({ preference: 'wasm' });
  await opened.lab.pin([0]);
  return { ...opened, figures: opened.of('figure').length };
}

it('that fails is told once until one is drawn again, and training goes on', async () => {
  const { lab, of, figures } = await openDrawing();
  trouble.whileDrawing = () => Promise.reject(new Error('no room'));
  await lab.drawElsewhere(null);
  await lab.drawElsewhere(null);
  const told = { what: 'Figure 3 could not be drawn: no room', todo: 'Training is not affected.' };
  expect(of('failure').map(({ failure }) => failure)).toEqual([told]);
  expect(await ending(lab)).toMatchObject({ state: 'finished' });
  expect(of('figure')).toHaveLength(figures);
  trouble.whileDrawing = null;
  await lab.drawElsewhere(null);
  expect(of('figure')).toHaveLength(figures + 1);
  trouble.whileDrawing = () => Promise.reject(new Error('no room'));
  await lab.drawElsewhere(null);
  expect(of('failure')).toHaveLength(2);
});

it('that fails because the device is lost is drawn anew on the next one, and nothing but that is told', async () => {
  const { lab, of, figures } = await openDrawing();
  trouble.whileDrawing = () => {
    trouble.whileDrawing = null;
    // As drivers do it: work fails first, and then they say why.
    setTimeout(() => trouble.tellLost!({ reason: 'gone', message: 'asleep' }), 20);
    return Promise.reject(new Error('a buffer was destroyed'));
  };
  await lab.drawElsewhere(null);
  await lab.settled();
  await vi.waitFor(() => expect(of('figure')).toHaveLength(figures + 1));
  expect(of('recovered')).toHaveLength(1);
  expect(of('failure')).toEqual([]);
  expect(await ending(lab)).toMatchObject({ state: 'finished' });
});

it('of a run that is gone meanwhile is left alone', async () => {
  const { lab, of } = await openDrawing();
  let draw = () => {};
  trouble.whileDrawing = () => {
    trouble.whileDrawing = null;
    return new Promise((resolve) => (draw = resolve));
  };
  const drawn = lab.drawElsewhere(null);
  await vi.waitFor(() => expect(trouble.whileDrawing).toBeNull());
  await lab.reset();
  draw();
  await drawn;
  expect(of('failure')).toEqual([]);
});
