/** Whether the sheet of shortcuts is open, and whether single letters are shortcuts at all. */
import { create } from 'zustand';

const KEY = 'artifact-lab.letter-keys';

export const useSheet = create(() => ({
  open: false,
  /** Off for people whose speech input or hands would press letters by accident. */
  letters: localStorage.getItem(KEY) !== 'false',
}));

export function toggleSheet(): void {
  useSheet.setState(({ open }) => ({ open: !open }));
}

export function setLetters(letters: boolean): void {
  localStorage.setItem(KEY, String(letters));
  useSheet.setState({ letters });
}
