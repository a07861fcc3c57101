/**
 * Keeps the page's files, so that it works without a network, and serves them with the two headers that isolate the
 * page, for hosts that cannot send headers: threads in WebAssembly need them. It stands alone: the build
 * (scripts/offline.ts) takes its types away, puts the list of files before it and writes it beside index.html.
 */

/** Path below the page's folder → digest of the file. */
declare const FILES: Readonly<Record<string, string>>;

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** What is used of ServiceWorkerGlobalScope, which TypeScript knows only in place of the DOM. */
interface Scope {
  readonly clients: { claim(): Promise<void> };
  readonly registration: { readonly scope: string };
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
}

const worker = self as unknown as Scope;
const CACHE = 'artifact-lab';

/** Where a file is kept: under its content, so that a new version fetches only what is new. */
const keyOf = (path: string): string =>
  new URL(`${path}?kept=${FILES[path]}`, worker.registration.scope).href;

worker.addEventListener('install', (event) => event.waitUntil(fetchAll()));

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOld().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const path = pathOf(event.request);
  if (path !== null) event.respondWith(answer(event.request, path).then(isolated));
});

async function fetchAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const path of Object.keys(FILES)) {
    const key = keyOf(path);
    if (await cache.match(key)) continue;
    const response = await fetch(new URL(path, worker.registration.scope), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`“${path}” could not be fetched (status ${response.status}).`);
    await cache.put(key, response);
  }
}

async function dropOld(): Promise<void> {
  const cache = await caches.open(CACHE);
  const kept = new Set(Object.keys(FILES).map(keyOf));
  for (const { url } of await cache.keys()) if (!kept.has(url)) await cache.delete(url);
}

/** The path below the page's folder; null for what is none of ours. */
function pathOf({ method, url }: Request): string | null {
  const { scope } = worker.registration;
  const plain = url.replace(/[?#].*/, '');
  if (method !== 'GET' || !plain.startsWith(scope)) return null;
  return plain.slice(scope.length) || 'index.html';
}

async function answer(request: Request, path: string): Promise<Response> {
  if (!(path in FILES)) return fetch(request);
  const cache = await caches.open(CACHE);
  return (await cache.match(keyOf(path))) ?? fetch(request);
}

function isolated(response: Response): Response {
  if (response.type === 'opaque' || response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
