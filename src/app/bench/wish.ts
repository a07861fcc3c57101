/** What the address asks the benchmark for: `?bench&backend=wasm&size=tiny&seconds=5`. */
import type { BenchWish } from '../../worker/benchClient';
import type { SizeName } from '../../schema/sizes';

const BACKENDS = ['auto', 'webgpu', 'wasm', 'cpu'] as const;
/** Those that stock's networks have, too. */
const SIZES = ['tiny', 'small', 'stl10'] as const satisfies readonly SizeName[];
const USUAL_SECONDS = 60;
const MOST_SECONDS = 600;

/** @returns the wish, with a sentence for each part of it that was not understood and left out */
export function benchWish(search: string): { readonly wish: BenchWish; readonly problems: string[] } {
  const query = new URLSearchParams(search);
  const problems: string[] = [];
  const oneOf = <Name extends string>(key: string, names: readonly Name[]): Name | undefined => {
    const text = query.get(key);
    const found = names.find((name) => name === text);
    if (text !== null && !found) problems.push(`“${key}” in the address should be ${names.join(', ')}.`);
    return found;
  };
  const text = query.get('seconds');
  const seconds = Number(text ?? USUAL_SECONDS);
  const isTime = seconds > 0 && seconds <= MOST_SECONDS;
  if (!isTime) problems.push(`“seconds” in the address should be a number up to ${MOST_SECONDS}.`);
  return {
    wish: {
      backend: oneOf('backend', BACKENDS) ?? 'auto',
      size: oneOf('size', SIZES),
      seconds: isTime ? seconds : USUAL_SECONDS,
    },
    problems,
  };
}
