/** What the page has for one method only: loaded when it is first shown, and never mounted for another. */
import type { ComponentType } from 'react';
import type { MethodId } from '../experiments/abouts';
import { later } from './later';
import { usePage } from './sessionContext';

interface OwnPanels {
  /** Of one image, under the figure. */
  readonly Closer: ComponentType;
  readonly Networks: ComponentType;
  readonly Health: ComponentType;
  /** Which rows of the paper’s ablations, as a form. */
  readonly TableForm: ComponentType;
}

const OWN: Readonly<Partial<Record<MethodId, OwnPanels>>> = {
  artifacts: {
    Closer: later(async () => (await import('./inspector/Inspector')).Inspector),
    Networks: later(async () => (await import('./network/NetworkPanel')).NetworkPanel),
    Health: later(async () => (await import('./evaluation/HealthPanel')).HealthPanel),
    TableForm: later(async () => (await import('./tables/TableForm')).TableForm),
  },
};

/** Null for a method that has none: it has neither lessons nor keys of its own either. */
export function ownPanels({ method }: { readonly method: MethodId }): OwnPanels | null {
  return OWN[method] ?? null;
}

/** Of the run’s method. */
export function useOwnPanels(): OwnPanels | null {
  return usePage((page) => ownPanels(page.running));
}
