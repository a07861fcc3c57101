/** Where in the page a person is, with the browser's history as the way back. */
import { create } from 'zustand';
import { entryOf, isSamePlace, readPlace, withPlace, type Place } from './place';

export const usePlace = create<Place>(() => readPlace(location.search, history.state));

/** Goes to a place, with a way back; what the change leaves out stays as it is. */
export function goTo(change: Partial<Place>): void {
  const before = usePlace.getState();
  const place = { ...before, ...change };
  if (isSamePlace(before, place)) return;
  usePlace.setState(place);
  // From one image to the next the inspector stays open: one place to come back to, not one an image.
  const isStep =
    before.image !== null && place.image !== null && isSamePlace({ ...before, image: place.image }, place);
  write(isStep ? 'replaceState' : 'pushState', place, location.hash);
}

/**
 * Follows the browser's own buttons. Between two places the settings stay as they are, whatever an entry's address says
 * of them: it is written anew. Within one place only a person's own edit of the address makes an entry, and whoever
 * goes back over that wants the settings of before; the session follows those by itself.
 *
 * @param presentHash the settings as they are, '#' included
 * @returns what ends it
 */
export function followHistory(presentHash: () => string): () => void {
  write('replaceState', usePlace.getState(), location.hash);
  const onPopState = ({ state }: PopStateEvent): void => {
    const present = usePlace.getState();
    // Entries that were made here say what is looked at; one that a person made says nothing of it.
    const place = readPlace(location.search, state ?? entryOf(present));
    if (state !== null && isSamePlace(place, present)) return;
    usePlace.setState(place);
    write('replaceState', place, state === null ? location.hash : presentHash());
  };
  addEventListener('popstate', onPopState);
  return () => removeEventListener('popstate', onPopState);
}

function write(how: 'pushState' | 'replaceState', place: Place, hash: string): void {
  const address = `${location.pathname}${withPlace(location.search, place)}${hash}`;
  history[how](entryOf(place), '', address);
}
