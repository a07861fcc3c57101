import { useState } from 'react';

const KEY = 'artifact-lab.dismissed';

/** Whether a notice is open, and a way to open or close it. One that was closed stays so between visits, until it says something else. */
export function useDismissable(text: string | null): readonly [boolean, (open: boolean) => void] {
  const [dismissed, setDismissed] = useState(() => localStorage.getItem(KEY));
  const setOpen = (open: boolean): void => {
    setDismissed(open ? null : text);
    if (open || text === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, text);
  };
  return [dismissed !== text, setOpen];
}
