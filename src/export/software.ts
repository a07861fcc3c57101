/** What files say about who wrote them. */
import { aboutMethod, type MethodId } from '../experiments/abouts';
import { version } from '../../package.json';

export const SOFTWARE = { name: 'Artifact Lab', version } as const;

/** The paper to cite for a method. */
export function citationOf({ method }: { readonly method: MethodId }): string {
  const { authors, title, year, url, citation } = aboutMethod(method).paper;
  return citation ?? `${authors}: ${title}. ${year}. ${url}`;
}
