/** Lets the page work without a network, and with threads where its host sends no headers. */
import type { Session } from '../store/session';

const TRIED = 'artifact-lab.isolation-tried';
/** The first pictures come before the files for the next visit. */
const WAIT_MS = 4000;

/**
 * Registers the service worker once the page is at rest. Where the host does not isolate the page, the worker does: from
 * the next load on, which is now if nobody has begun anything yet.
 */
export function workOffline({ store }: Session): void {
  // Absent where the page is not served securely; the dev server has no such worker.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers || !import.meta.env.PROD) return;
  let isTouched = false;
  const touch = () => (isTouched = true);
  for (const type of ['pointerdown', 'keydown', 'drop']) addEventListener(type, touch, { once: true });
  workers.addEventListener('controllerchange', () => {
    const { status, reading } = store.getState();
    const isIdle = !isTouched && status.state === 'empty' && reading === null;
    if (crossOriginIsolated || !isIdle || sessionStorage.getItem(TRIED)) return;
    sessionStorage.setItem(TRIED, 'true');
    location.reload();
  });
  setTimeout(() => {
    workers.register('./service-worker.js').catch(() => {
      // Refused, as in private windows or by a full disk: the page does with the network.
    });
  }, WAIT_MS);
}
