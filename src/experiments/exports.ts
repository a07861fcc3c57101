/** What can be carried away of each method’s networks, by name. */
import { METHOD_IDS, ABOUTS, type MethodId } from './abouts';

/** Of any method. */
export type ExportName = (typeof ABOUTS)[MethodId]['exports'][number];

/** Of a method; the first is what its runs write. */
export function exportNames({
  method,
}: {
  readonly method: MethodId;
}): readonly [ExportName, ...ExportName[]] {
  return ABOUTS[method].exports;
}

/** Of all methods. */
export const EXPORT_NAMES = METHOD_IDS.flatMap((method) => [...exportNames({ method })]) as [
  ExportName,
  ...ExportName[],
];
