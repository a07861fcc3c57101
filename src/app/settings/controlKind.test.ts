import fc from 'fast-check';
import { expect, it } from 'vitest';
import { METHOD_IDS } from '../../experiments/abouts';
import { fieldsOf } from '../../experiments/config';
import { controlKind, fromPosition, SLIDER_STEPS, slidTo, toPosition, type NumberKind } from './controlKind';

const kinds = METHOD_IDS.flatMap((method) => fieldsOf({ method })).map((field) => ({
  field,
  kind: controlKind(field),
}));
const kindOf = (key: string) => kinds.find(({ field }) => field.key === key)!.kind;
const sliders = kinds.filter((known) => known.kind.kind === 'number' && known.kind.slider);

it('reads choices, switches and ranges from the schema', () => {
  expect(kindOf('fill')).toMatchObject({
    kind: 'choice',
    options: [{ value: 'average' }, { value: 'noise' }],
  });
  expect(kindOf('encoderKernel')).toMatchObject({ kind: 'choice', options: [{ value: 2 }, { value: 3 }] });
  expect(kindOf('flip')).toEqual({ kind: 'switch' });
  expect(kindOf('batchSize')).toEqual({
    kind: 'number',
    min: 2,
    max: 512,
    integer: true,
    slider: false,
    log: false,
    whole: false,
  });
  expect(kindOf('aeLearningRate')).toMatchObject({ min: 1e-7, max: 0.1, slider: true, log: true });
});

it('moves every slider to another value by one press of an arrow key, there and back', () => {
  fc.assert(
    fc.property(fc.constantFrom(...sliders), fc.integer({ min: 0, max: SLIDER_STEPS }), ({ kind }, at) => {
      const number = kind as NumberKind;
      const before = fromPosition(at, number);
      const up = slidTo(Math.min(SLIDER_STEPS, toPosition(before, number) + 1), before, number);
      const down = slidTo(Math.max(0, toPosition(before, number) - 1), before, number);
      if (before < number.max) expect(up).toBeGreaterThan(before);
      if (before > number.min) expect(down).toBeLessThan(before);
    }),
  );
});

it('gives every slider only values that its field takes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...sliders),
      fc.integer({ min: 0, max: SLIDER_STEPS }),
      ({ field, kind }, at) => {
        const value = fromPosition(at, kind as NumberKind);
        expect(field.schema.safeParse(value).success).toBe(true);
        // Rounding may move a thumb, but not far.
        expect(Math.abs(toPosition(value, kind as NumberKind) - at)).toBeLessThanOrEqual(SLIDER_STEPS * 0.02);
      },
    ),
  );
});
