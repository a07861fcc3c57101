import type { Look, LookClass } from '../store/looks';
import { useSession } from './sessionContext';

/** What a method’s panel looks at with a store of its own, made when the first panel asks for it. */
export function useLook<L extends Look>(kind: LookClass<L>): L {
  return useSession().looks.of(kind);
}
