/** What a caught value has to say: an error's message or, as browsers leave some empty, its name; or the value as text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
