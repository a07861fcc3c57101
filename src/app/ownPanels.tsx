/** What the page has for one method only: loaded when it is first shown, and never mounted for another. */
import { lazy, type ComponentType } from 'react';
import type { MethodId } from '../experiments/abouts';
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
    Closer: lazy(() => import('./inspector/Inspector').then(({ Inspector }) => ({ default: Inspector }))),
    Networks: lazy(() =>
      import('./network/NetworkPanel').then(({ NetworkPanel }) => ({ default: NetworkPanel })),
    ),
    Health: lazy(() =>
      import('./evaluation/HealthPanel').then(({ HealthPanel }) => ({ default: HealthPanel })),
    ),
    TableForm: lazy(() => import('./tables/TableForm').then(({ TableForm }) => ({ default: TableForm }))),
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
