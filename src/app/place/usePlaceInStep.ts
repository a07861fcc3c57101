import { useEffect } from 'react';
import { configToHash } from '../../experiments/link';
import type { Session } from '../../store/session';
import { pageOf } from '../pages';
import { useSession } from '../../parts/sessionContext';
import type { Place } from '../../parts/place/place';
import { followHistory, goTo, usePlace } from '../../parts/place/usePlace';

/** Keeps the place in step with what is looked at, both ways: an image or a kept run is opened from many parts. */
export function usePlaceInStep(): void {
  const session = useSession();
  useEffect(() => {
    const { looks, store } = session;
    const ends = [
      followHistory(() => {
        const hash = configToHash(store.getState().draft);
        return hash === '' ? '' : `#${hash}`;
      }),
      looks.store.subscribe(({ image }, before) => {
        if (image !== before.image) goTo(image === null ? { image } : { image, tab: 'pictures' });
      }),
      store.subscribe((state, before) => {
        const { inspected, images, runs } = state;
        if (inspected !== before.inspected)
          goTo(
            inspected
              ? { look: { run: inspected.run, checkpoint: inspected.checkpoint }, tab: 'pictures' }
              : { look: null },
          );
        // After a reload the place is known before what is there to be seen.
        const hasCome = (images && !before.images) || (runs && !before.runs);
        if (hasCome) openWhatIsThere(session, usePlace.getState());
      }),
      usePlace.subscribe((place) => openWhatIsThere(session, place)),
    ];
    return () => ends.forEach((end) => end());
  }, [session]);
}

/** Opens and closes what the place says, as far as it is there. */
function openWhatIsThere({ looks, runs, store }: Session, { image, look }: Place): void {
  const state = store.getState();
  const { image: opened } = looks.store.getState();
  if (image === null && opened !== null) looks.close();
  const isOpenable = pageOf(state.running.method) !== null && image !== opened;
  if (image !== null && isOpenable && image < (state.images?.count ?? 0)) looks.open(image);
  if (look === null && state.inspected) runs.closeInspected();
  if (look === null || (look.run === state.inspected?.run && look.checkpoint === state.inspected.checkpoint))
    return;
  const run = state.runs?.find(({ id, deleted }) => id === look.run && deleted === null);
  if (run?.checkpoints.some(({ name }) => name === look.checkpoint))
    void runs.inspect(look.run, look.checkpoint);
}
