import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** After the page has loaded: what is in sight comes first. */
const AFTER_LOAD_MS = 1000;

/**
 * A panel that is loaded when it is first shown, or shortly after the page: whichever comes first. Once all are there, the
 * page asks the network for nothing more.
 */
export function later<Props = object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  const loading = async () => ({ default: await load() });
  if (typeof document !== 'undefined') {
    // What fails here fails again where it is shown, and is told there.
    const soon = () => setTimeout(() => void loading().catch(() => undefined), AFTER_LOAD_MS);
    if (document.readyState === 'complete') soon();
    else addEventListener('load', soon, { once: true });
  }
  return lazy(loading);
}
