/** A setting: its values, and what a person is told of it. */
import { z } from 'zod';

// zod else tries to compile its schemas with `new Function`, which the page's Content-Security-Policy reports.
z.config({ jitless: true });

export interface FieldMeta {
  title: string;
  /** What raising it does, what it is, and where its value comes from. */
  description: string;
  /** The heading that it stands under. */
  group: string;
  /** True: it may change between any two steps. The id of a phase: until that is over, because what it was trained with stays true. */
  hot?: true | string;
  /** The paper’s, where it has one. */
  symbol?: string;
  /** How a control should space its values. */
  scale?: 'linear' | 'log';
}

export const field = <T extends z.ZodType>(type: T, meta: FieldMeta): T => type.meta({ ...meta });

/** Fields with more said of them: of each, what follows its description, as whose word a method’s value is. */
export function sourced<F extends Readonly<Record<string, z.ZodType>>>(
  fields: F,
  words: Readonly<Partial<Record<keyof F, string>>>,
): F {
  const all = Object.entries(fields).map(([key, type]) => {
    const more = words[key];
    const meta = type.meta() as unknown as FieldMeta;
    return [key, more ? field(type, { ...meta, description: `${meta.description} ${more}` }) : type];
  });
  return Object.fromEntries(all) as F;
}

/** That a phase may last. */
export const MOST_STEPS = 10_000_000;
export const steps = z.number().int().min(1).max(MOST_STEPS);
export const epochs = z.number().int().min(1).max(10_000);
export const rate = z.number().min(1e-7).max(0.1);
export const weight = z.number().min(0).max(1000);
