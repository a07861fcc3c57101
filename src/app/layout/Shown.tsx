import type { ReactNode } from 'react';
import { readHidden, type Part } from './hidden';

/** What the address hides does not change while the page is open. */
const HIDDEN = readHidden(location.search).parts;

/** Whether the address leaves a part of the page in. */
export function isShown(part: Part): boolean {
  return !HIDDEN.has(part);
}

/** A part of the page, unless the address hides it. */
export function Shown({ part, children }: { part: Part; children: ReactNode }) {
  return isShown(part) ? children : null;
}
