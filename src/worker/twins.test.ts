/** Twins as the page has them, on a Lab of Node: refused, opened, stepped, drawn and closed. */
import { expect, test } from 'vitest';
import sharp from 'sharp';
import { Random } from '../base/random';
import { decodeWithSharp } from '../cli/decode';
import type { SourceFile } from '../data/types';
import { makeConfig } from '../experiments/presets';
import { Lab } from '../lab/lab';
import type { TwinEvent } from '../lab/twins/events';
import { twinsBeside } from './twins';

const LONG = 600_000;
const A = makeConfig({ size: 'tiny', batchSize: 4, aeSteps: 1, ganSteps: 2, historySize: 6 });
const B = { ...A, maskWeight: 0 };
const AT_ONCE = { phase: 'autoencoder', step: 0 } as const;

function pictures(): Promise<SourceFile[]> {
  const random = new Random(1);
  return Promise.all(
    Array.from({ length: 6 }, async (_, i) => {
      const raw = Uint8Array.from({ length: 48 * 48 * 3 }, () => random.integer(256));
      const picture = sharp(raw, { raw: { width: 48, height: 48, channels: 3 } });
      const png = new Uint8Array(await picture.png().toBuffer());
      return { path: `set/${i}.png`, size: png.length, bytes: () => Promise.resolve(png) };
    }),
  );
}

test(
  'twins in the page',
  async () => {
    const lab = new Lab(A, { decode: decodeWithSharp, emit: () => undefined });
    await lab.open({ preference: 'wasm' });
    const events: TwinEvent[] = [];
    const requests = twinsBeside(
      () => lab,
      null,
      (event) => events.push(event),
    );
    const told = <T extends TwinEvent['type']>(type: T) =>
      events.filter((event): event is Extract<TwinEvent, { type: T }> => event.type === type);

    await expect(requests.openTwins(A, B, AT_ONCE)).rejects.toThrow('There are no images yet');
    await lab.load(await pictures(), 'set');
    await lab.pin([]);
    await expect(requests.stepTwins()).rejects.toThrow('No twins are open');
    await expect(requests.openTwins(A, { ...B, batchSize: 2 }, AT_ONCE)).rejects.toThrow();
    await expect(requests.stepTwins()).rejects.toThrow('No twins are open');

    await requests.openTwins(A, B, AT_ONCE);
    expect(told('status')).toHaveLength(1);
    await requests.pinTwins([0, 5]);
    await expect(requests.tuneTwins({ maskWeight: 1 })).rejects.toThrow('differ');
    await requests.tuneTwins({ theta: 0.3 });
    await expect(requests.keepTwins()).rejects.toThrow('Runs cannot be kept here');
    await requests.stepTwins(); // phase one, in which a weight of the mask changes nothing
    await requests.stepTwins();
    const { status } = told('status').at(-1)!;
    expect([status.phase, status.step]).toEqual(['repair', 1]);
    expect(new Set(told('metrics').map(({ side }) => side))).toContain('A');
    expect(
      told('figure')
        .at(-1)!
        .figure.rows.map(({ image }) => image),
    ).toEqual([0, 5]);
    expect(told('failure')).toEqual([]);

    // A device that is lost takes neither them nor the run beside them away.
    lab.device.lose({ reason: 'gone', message: 'asleep' });
    await requests.stepTwins();
    expect(told('recovered').map(({ recovery }) => recovery.what)).toEqual(['The GPU was lost: asleep.']);
    await lab.step();
    expect(lab.status.step).toBe(1);
    expect(told('failure')).toEqual([]);
    await requests.closeTwins();
    await expect(requests.pauseTwins()).rejects.toThrow('No twins are open');
  },
  LONG,
);
