/** Which control a config field gets, read from its schema, so that a new field needs no code here. */
import { z } from 'zod';
import type { Config, ConfigKey, FieldInfo } from '../../experiments/config';
import { SIZES } from '../../schema/sizes';

export interface NumberKind {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** Whether the range is small enough, or logarithmic, so that a slider helps. */
  readonly slider: boolean;
  readonly log: boolean;
  /**
   * Taken on leaving the field or by Enter, not with each digit: on its way to 3000 a live budget would be 3 and end
   * its phase, a rate on its way to 0.012 would be 0.01.
   */
  readonly whole: boolean;
}

interface ChoiceKind {
  readonly kind: 'choice';
  readonly options: readonly { readonly value: string | number; readonly title: string }[];
}

export type ControlKind = NumberKind | ChoiceKind | { readonly kind: 'switch' };

export function controlKind(field: FieldInfo): ControlKind {
  const { schema } = field;
  if (schema instanceof z.ZodBoolean) return { kind: 'switch' };
  if (schema instanceof z.ZodEnum)
    return { kind: 'choice', options: schema.options.map((value) => option(field.key, value)) };
  if (schema instanceof z.ZodUnion)
    return {
      kind: 'choice',
      options: schema.options
        .filter((literal) => literal instanceof z.ZodLiteral)
        .map((literal) => option(field.key, literal.value as string | number)),
    };
  if (schema instanceof z.ZodNumber) return numberKind(schema, field);
  throw new Error(`No control is known for the field ${field.key}.`);
}

function numberKind(schema: z.ZodNumber, { scale, hot, group }: FieldInfo): NumberKind {
  const log = scale === 'log';
  const min = schema.minValue ?? 0;
  const max = schema.maxValue ?? Number.MAX_SAFE_INTEGER;
  const integer = schema.format === 'safeint';
  const slider = log || (!integer && max - min <= 2);
  return { kind: 'number', min, max, integer, log, slider, whole: hot !== false && (log || group === 'run') };
}

function option(key: ConfigKey, value: string | number) {
  const title = String(value);
  // By the name that the command line and the link give it.
  return { value, title: key === 'size' ? `${title}: ${SIZES[value as Config['size']].title}` : title };
}

/** A slider’s positions, whatever its scale. */
export const SLIDER_STEPS = 1000;

export function toPosition(value: number, { min, max, log }: NumberKind): number {
  const share = log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(share * SLIDER_STEPS);
}

/** The value that a thumb which was moved there from a value comes to: another one, also where both are rounded to the same. */
export function slidTo(position: number, before: number, kind: NumberKind): number {
  const direction = Math.sign(position - toPosition(before, kind));
  let at = position;
  while (direction !== 0 && fromPosition(at, kind) === before && at > 0 && at < SLIDER_STEPS) at += direction;
  return fromPosition(at, kind);
}

/** The value at a position, rounded to what a person would type: two digits, or hundredths of the range. */
export function fromPosition(position: number, { min, max, log }: NumberKind): number {
  const share = position / SLIDER_STEPS;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(max - min)));
  const value = log
    ? Number((min * (max / min) ** share).toPrecision(2))
    : Number((min + share * (max - min)).toFixed(digits));
  return Math.min(max, Math.max(min, value));
}
