/** The small programs of docs/loaders, as text; fetched when they are wanted. */
const TEXTS = import.meta.glob<string>('../../docs/loaders/*.{py,mjs}', { query: '?raw', import: 'default' });

/** Their texts by file name. */
export async function readLoaders(): Promise<Map<string, string>> {
  const entries = Object.entries(TEXTS).map(
    async ([path, read]) => [path.slice(path.lastIndexOf('/') + 1), await read()] as const,
  );
  return new Map(await Promise.all(entries));
}
