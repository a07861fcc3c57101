/** Keeps the address bar and the draft config in step, both ways. */
import type { StoreApi } from 'zustand/vanilla';
import type { Config } from '../experiments/config';
import { configToHash, hashToConfig, type ParsedLink } from '../experiments/link';
import type { PageState } from './state';

/** The part of the browser's address that holds the experiment. */
export interface AddressBar {
  hash(): string;
  /** Writes the hash without a new entry in the history. */
  replaceHash(hash: string): void;
  /** Calls back when a person changes the hash (not when replaceHash does). */
  onHashChange(listener: () => void): void;
}

/** Safari refuses more than 100 replaced addresses in 30 s; a dragged slider makes more. */
const WRITE_DELAY_MS = 300;

/** Reads the link now, and calls back with each later one. */
export function followLink(
  address: AddressBar,
  listener: (config: Config, problems: readonly string[]) => void,
): ParsedLink {
  address.onHashChange(() => {
    const { config, problems } = hashToConfig(address.hash());
    listener(config, problems);
  });
  return hashToConfig(address.hash());
}

/** Writes the draft config into the hash whenever it has come to rest. */
export function writeLink(address: AddressBar, store: StoreApi<PageState>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.subscribe((state, before) => {
    if (state.draft === before.draft) return;
    clearTimeout(timer);
    timer = setTimeout(() => address.replaceHash(configToHash(store.getState().draft)), WRITE_DELAY_MS);
  });
}
