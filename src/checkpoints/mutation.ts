/** Values with one place changed, for tests of what is read. */

/** Every place in a value, as keys from its root. */
export function places(value: unknown, path: readonly string[] = []): string[][] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [[...path], ...inside.flatMap(([key, child]) => places(child, [...path, key]))];
}

/** The value with `by` at a place; without that key where it is undefined. */
export function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? value.slice() : { ...(value as object) }) as Record<string, unknown>;
  if (rest.length === 0 && by === undefined) delete copy[key];
  else copy[key] = replaced(copy[key], rest, by);
  return copy;
}
