/** What fields that came later were before there was a choice, which files from then do not say. */
import { LATER } from '../schema/common';
import { aboutMethod, type MethodId } from './abouts';

/** By the fields’ names: those of every method, and the method’s own, which were as its plain preset has them. */
export function earlierValues(method: MethodId): Readonly<Record<string, unknown>> {
  const { later, presets, plainPreset } = aboutMethod(method);
  return { ...LATER, ...Object.fromEntries(later.map((key) => [key, presets[plainPreset]![key]])) };
}
