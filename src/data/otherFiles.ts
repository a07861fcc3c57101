/** What a file is that is no image for us, and what its owner can do about it. */
import { ImageProblem } from './types';

const KINDS = 'JPEG, PNG, WebP, GIF, AVIF or BMP';

/** Formats whose name is not the usual ending of their files. */
const NAMES: Readonly<Record<string, string>> = {
  tif: 'TIFF',
  jxl: 'JPEG XL',
  psd: 'Photoshop',
  jp2: 'JPEG 2000',
  jpx: 'JPEG 2000',
  jpm: 'JPEG 2000',
  ps: 'PostScript',
};

/** What is read: bytes that look so at first sight only, as a text about “GIF”. */
const READ = ['jpg', 'png', 'apng', 'webp', 'gif', 'avif', 'bmp'];
const ARCHIVES = ['7z', 'rar', 'tar', 'tar.gz', 'gz', 'bz2', 'xz', 'zst', 'lz4', 'lz', 'cab', 'Z', 'ace'];
const DOCUMENTS = ['pdf', 'ps', 'eps', 'indd', 'doc', 'ppt', 'xls', 'cfb'];

/** Texts that people take for pictures, or that stand in a picture's place. */
const TEXTS: readonly (readonly [begins: RegExp, problem: () => ImageProblem])[] = [
  [/^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i, () => picture('SVG')],
  [
    /^version https:\/\/git-lfs/,
    () => other('It is Git LFS’s note of where the file is, not the file: run “git lfs pull”.'),
  ],
  [
    /^\s*<(!DOCTYPE html|html)[\s>]/i,
    () => other('It is a web page, as a failed download leaves it: download the picture again.'),
  ],
];
const TEXT_BYTES = 1024;

/** The reason why these bytes, which are of no kind that is read, cannot be used. */
export async function otherFileProblem(bytes: Uint8Array): Promise<ImageProblem> {
  const begin = new TextDecoder().decode(bytes.subarray(0, TEXT_BYTES));
  const text = TEXTS.find(([begins]) => begins.test(begin));
  if (text) return text[1]();

  // Loaded only here: few folders need it.
  const { fileTypeFromBuffer } = await import('file-type');
  const type = await fileTypeFromBuffer(bytes);
  if (!type || READ.includes(type.ext)) return other(`Its content is not ${KINDS}.`);
  const ext: string = type.ext;
  const name = NAMES[ext] ?? ext.toUpperCase();
  if (ext === 'heif' || ext === 'heics' || ext === 'heifs') return picture('HEIC');
  if (DOCUMENTS.includes(ext)) return other(`${name} files are not read: save its pictures as PNG or JPEG.`);
  if (type.mime.startsWith('image/')) return picture(name);
  if (type.mime.startsWith('video/'))
    return other(`Videos (${name}) are not read: save its frames as PNG or JPEG.`);
  if (ARCHIVES.includes(ext)) return other(`${name} archives are not read: unpack it, and give the folder.`);
  if (ext === 'zip') {
    return other(
      'It is a zip archive inside another or under another name: unpack it, or let its name end in .zip.',
    );
  }
  return other(`Its content is ${name}, not ${KINDS}.`);
}

function picture(format: string): ImageProblem {
  return new ImageProblem('unreadable', `${format} files are not read: convert it to PNG or JPEG.`);
}

function other(detail: string): ImageProblem {
  return new ImageProblem('not an image', detail);
}
