/** The folder of the page: the built worker lives in its `assets/`, the dev server's in `src/worker/`. */
export function pageUrl(): string {
  return new URL(import.meta.env.BASE_URL === './' ? '../' : import.meta.env.BASE_URL, self.location.href)
    .href;
}
