import { useState, type FocusEvent, type KeyboardEvent } from 'react';

/** To be spread over what holds the buttons. */
interface RovingHolder {
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
}

/**
 * Makes the buttons within an element one stop of the Tab key, among which arrows, Home and End move, as in a toolbar. In a grid up and
 * down lead to the nearest button of the next line.
 *
 * @returns what to spread over the element, and the tabIndex of its n-th button
 */
export function useRovingFocus(): readonly [RovingHolder, (n: number) => 0 | -1] {
  const [stop, setStop] = useState(0);
  const holder: RovingHolder = {
    onKeyDown(event) {
      const buttons = buttonsIn(event.currentTarget);
      const next = buttonAfter(event.key, buttons, buttons.indexOf(event.target as HTMLButtonElement));
      if (!next) return;
      event.preventDefault();
      next.focus();
    },
    onFocus(event) {
      const at = buttonsIn(event.currentTarget).indexOf(event.target as HTMLButtonElement);
      if (at >= 0) setStop(at);
    },
  };
  return [holder, (n) => (n === stop ? 0 : -1)];
}

function buttonsIn(element: HTMLElement): HTMLButtonElement[] {
  return [...element.querySelectorAll('button')];
}

function buttonAfter(key: string, buttons: HTMLButtonElement[], at: number): HTMLButtonElement | undefined {
  const here = buttons[at];
  if (!here) return undefined;
  switch (key) {
    case 'ArrowRight':
      return buttons[at + 1];
    case 'ArrowLeft':
      return buttons[at - 1];
    case 'ArrowDown':
      return buttons.find((one) => one.offsetTop > here.offsetTop && one.offsetLeft >= here.offsetLeft);
    case 'ArrowUp':
      return buttons.findLast((one) => one.offsetTop < here.offsetTop && one.offsetLeft <= here.offsetLeft);
    case 'Home':
      return buttons[0];
    case 'End':
      return buttons.at(-1);
    default:
      return undefined;
  }
}
