/**
 * Characters that act rather than show: controls, which move a terminal's cursor or colour it, and those that turn the
 * direction of what follows. What joins emoji and letters is left.
 */
const ACTING = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text with names from outside, as one may safely see it in a line: “a\u202egnp.exe”, “\u001b[2Jcat.png”. */
export function visible(text: string): string {
  return text.replace(ACTING, (letter) => SHORT[letter] ?? escaped(letter));
}

/** The same for a text of several lines. */
export function visibleLines(text: string): string {
  return text.replace(ACTING, (letter) => (letter === '\n' ? letter : escaped(letter)));
}

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
