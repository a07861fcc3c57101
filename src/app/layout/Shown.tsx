import type { ReactNode } from 'react';
import { readHidden, type Part } from './hidden';

/** The address does not change while the page is open, but for lessons and settings. */
const HIDDEN = readHidden(location.search).parts;

/** A part of the page, unless the address hides it. */
export function Shown({ part, children }: { part: Part; children: ReactNode }) {
  return HIDDEN.has(part) ? null : children;
}
