/**
 * Encodings in which programs of the time before UTF-8 wrote names, as those of Windows and its zip folders still do.
 * Where TextDecoder lacks a page of DOS, its upper half is spelt out here.
 */

export interface CodePage {
  /** As the detector calls it. */
  readonly name: string;
  /** Whether DOS, and what writes names as DOS did, used it; else it is one of Windows, which Unix used too. */
  readonly dos: boolean;
  /** The text, or null where these bytes are no text in it. */
  decode(bytes: Uint8Array): string | null;
}

/** The likeliest first: where nothing speaks for one of them, the order decides. */
export const CODE_PAGES: readonly CodePage[] = [
  dosPage(
    'cp437',
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  ),
  dosPage(
    'cp850',
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
  ),
  dosPage(
    'cp852',
    'ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0',
  ),
  page('ibm866', 'ibm866', true),
  page('cp932', 'shift_jis', true),
  page('gb18030', 'gb18030', true),
  page('big5', 'big5', true),
  page('cp949', 'euc-kr', true),
  page('windows-1251', 'windows-1251', false),
  page('windows-1252', 'windows-1252', false),
  page('windows-1250', 'windows-1250', false),
];

/** Text of UTF-8, or null where the bytes are not. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  return decodeAs('utf-8', bytes);
}

/** A page of one byte a letter, ASCII below, `upper` from 0x80 on. */
function dosPage(name: string, upper: string): CodePage {
  const letter = (byte: number): string => (byte < 0x80 ? String.fromCharCode(byte) : upper[byte - 0x80]!);
  return { name, dos: true, decode: (bytes) => Array.from(bytes, letter).join('') };
}

function page(name: string, label: string, dos: boolean): CodePage {
  return { name, dos, decode: (bytes) => decodeAs(label, bytes) };
}

function decodeAs(label: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null; // “fatal” says so
    throw error;
  }
}
