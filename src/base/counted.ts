/** Whole numbers as a person reads them: 1234567 → “1,234,567”. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** “1 image”, “1,200 images”. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

const WORDS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** A small whole number in a sentence: 2 → “two”. */
export function numberWord(value: number): string {
  return WORDS[value] ?? count(value);
}
