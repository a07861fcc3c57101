/**
 * Names in a zip. What says that it is UTF-8 is taken at its word; the other names are bytes in whatever the machine
 * used that packed them. One zip comes from one machine, so they are judged together: two letters say little.
 */
import { CODE_PAGES, decodeUtf8, type CodePage } from './codePages';

export interface PackedName {
  readonly bytes: Uint8Array;
  /** What the zip itself says, by the flag for UTF-8 or by Info-ZIP’s extra field; null where it says nothing. */
  readonly said: string | null;
  /** The system that it was packed on, as APPNOTE 4.4.2 numbers them. */
  readonly host: number;
}

/** FAT, HPFS and NTFS: programs on these write names as DOS did. */
const DOS_HOSTS = [0, 6, 11];
/** How much likelier a page of the host’s own family is than one of the other, all else being equal. */
const FAMILY_BONUS = 1.2;

/** All names as text, in the same order. */
export async function decodeNames(names: readonly PackedName[]): Promise<string[]> {
  const open = names.filter(({ said, bytes }) => said === null && !isAscii(bytes));
  const decode = open.length === 0 ? latin1 : await findEncoding(open);
  return names.map(({ said, bytes }) => said ?? (isAscii(bytes) ? latin1(bytes) : decode(bytes)));
}

async function findEncoding(names: readonly PackedName[]): Promise<(bytes: Uint8Array) => string> {
  const sample = distinctParts(names.map(({ bytes }) => bytes));
  const utf8 = decodeUtf8(sample);
  if (utf8 !== null && isCredibleUtf8(utf8)) return (bytes) => decodeUtf8(bytes)!;
  const onDos = names.every(({ host }) => DOS_HOSTS.includes(host));
  const page = await likeliestPage(sample, onDos);
  return (bytes) => page.decode(bytes)!;
}

/** Letters of two bytes alone, Greek beside Latin, are what two Chinese characters in GBK look like. */
function isCredibleUtf8(text: string): boolean {
  return oddities(text) === 0 || /[\u0800-\u{10ffff}]/u.test(text);
}

/** The code page in which the names look most like words; among equals the one that the detector finds likeliest. */
async function likeliestPage(sample: Uint8Array, onDos: boolean): Promise<CodePage> {
  const decoded = CODE_PAGES.flatMap((page) => {
    const text = page.decode(sample);
    return text === null ? [] : [{ page, odd: oddities(text) }];
  });
  const least = decoded.reduce((min, { odd }) => Math.min(min, odd), Infinity);
  const pages = decoded.flatMap(({ page, odd }) => (odd === least ? [page] : []));
  if (pages.length === 1) return pages[0]!;

  // Loaded only here: its models of languages are a megabyte.
  const { chardet } = await import('jschardet');
  const found = chardet.detectAll(sample, {
    includeEncodings: pages.map(({ name }) => name),
    noMatchEncoding: pages[0]!.name,
    ignoreThreshold: true,
  });
  const confidences = new Map(found.map(({ encoding, confidence }) => [encoding?.toLowerCase(), confidence]));
  const likelihood = ({ name, dos }: CodePage): number =>
    (confidences.get(name) ?? 0) * (dos === onDos ? FAMILY_BONUS : 1);
  return pages.reduce((best, page) => (likelihood(page) > likelihood(best) ? page : best));
}

const WORDS = /[A-Za-z0-9\u0080-\u{10ffff}]+/gu;
/** Neither letter nor digit, nor what Chinese and Japanese put between words. */
const SYMBOL = /[^\p{L}\p{M}\p{Nd}\u3000-\u303f\uff01-\uff60]/gu;
/** Symbols that no keyboard has: frames and blocks of DOS, signs of mathematics, controls, no characters at all. */
const STRANGE = /[\p{C}\p{S}\p{No}]/gu;
const CASE_BREAK = /\p{Ll}(?=\p{Lu})/gu;
const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Hangul}/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
];

/** How much there is in a text that nobody writes: symbols within words, two scripts in a word, a capital after a small letter. */
function oddities(text: string): number {
  let odd = 0;
  for (const [word] of text.matchAll(WORDS)) {
    const beyond = word.replace(/\p{ASCII}/gu, '');
    if (beyond === '') continue;
    odd += countOf(SYMBOL, beyond) + countOf(STRANGE, beyond);
    odd += Math.max(0, SCRIPTS.filter((script) => script.test(word)).length - 1);
    odd += Math.max(0, countOf(CASE_BREAK, word) - countOf(CASE_BREAK, word.replace(/\P{ASCII}/gu, ' ')));
  }
  return odd;
}

function countOf(pattern: RegExp, text: string): number {
  return text.match(pattern)?.length ?? 0;
}

/** Each part of the paths once, a line for each, ASCII alone left out. A slash is a slash in every encoding here. */
function distinctParts(names: readonly Uint8Array[]): Uint8Array {
  const parts = new Set(names.flatMap((bytes) => latin1(bytes).split('/')));
  const beyond = [...parts].filter((part) => /\P{ASCII}/u.test(part));
  return Uint8Array.from(beyond.join('\n'), (letter) => letter.charCodeAt(0));
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}

/** A letter for each byte, of the same number. */
export function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
