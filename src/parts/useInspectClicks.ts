import { useEffect } from 'react';
import { useSession } from './sessionContext';

/**
 * Opens an image from any picture that says which one it is of: a click on one of the figure’s, a double click on one of
 * the chooser’s, where a single one pins. An element says so by data-image. Not part of a method’s inspector, which is
 * loaded after the page: a click before that is not lost.
 */
export function useInspectClicks(isOn: boolean): void {
  const session = useSession();
  useEffect(() => {
    if (!isOn) return;
    function openFrom(target: EventTarget | null, picture: string): void {
      if (!(target instanceof Element)) return;
      const element = target.closest<HTMLElement>(picture)?.closest<HTMLElement>('[data-image]');
      if (element?.dataset['image']) session.looks.open(Number(element.dataset['image']));
    }
    const click = ({ target }: MouseEvent) => openFrom(target, 'tr[data-image] canvas');
    const doubleClick = ({ target }: MouseEvent) => openFrom(target, 'button[data-image]');
    document.addEventListener('click', click);
    document.addEventListener('dblclick', doubleClick);
    return () => {
      document.removeEventListener('click', click);
      document.removeEventListener('dblclick', doubleClick);
    };
  }, [session, isOn]);
}
