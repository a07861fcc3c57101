/** What passes through the door of the data room. */

/** A file that may be an image or a zip: in the page a File, on the command line a path. */
export interface SourceFile {
  /** Path inside what was dropped, with '/' between folders. The folder names become the label. */
  readonly path: string;
  /** The path as earlier versions read it, where that differs: the order and the identity of a run's images go by it. */
  readonly formerPath?: string;
  /** Size in bytes. */
  readonly size: number;
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  /** Bytes `from` … `to − 1`, for files too large for memory; absent where only the whole can be had. */
  range?(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** The kinds of image that are read. */
export type ImageKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'bmp';

/** Why a file was not taken. */
export type SkipReason =
  | ('not an image' | 'truncated' | 'too small' | 'too large' | 'unreadable' | 'empty')
  | ('no readable zip' | 'encrypted' | 'hidden');

export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
  /** One sentence for a person. */
  readonly detail: string;
}

/** Thrown by a decoder for a file that it cannot or will not take. */
export class ImageProblem extends Error {
  readonly reason: SkipReason;
  constructor(reason: SkipReason, detail: string) {
    super(detail);
    this.name = 'ImageProblem';
    this.reason = reason;
  }
}

/**
 * Decodes one image file: EXIF orientation honoured, in sRGB, alpha and what a first frame leaves free flattened on white, scaled
 * so that the shorter side is `pixels`, centre square kept.
 *
 * @returns RGB bytes, [pixels, pixels, 3].
 * @throws ImageProblem with the reason why the file is not taken.
 */
export type DecodeImage = (
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
  pixels: number,
) => Promise<Uint8Array>;

export interface ReadingProgress {
  /** Files looked at so far, of `total`. */
  readonly done: number;
  readonly total: number;
  readonly taken: number;
  readonly skipped: number;
  /** Files per second since the start. */
  readonly perSecond: number;
}

/** What the page and the run file know of an image set. */
export interface ImageSetInfo {
  readonly name: string;
  readonly count: number;
  /** Side at which the images are kept, in pixels. */
  readonly pixels: number;
  /** Memory of the pixels, in bytes. */
  readonly bytes: number;
  /** Labels in alphabetical order with their image counts; empty without sub-folders. */
  readonly labels: readonly { readonly name: string; readonly count: number }[];
  /** Folders that divide the set, as train/ and test/, with their image counts; empty where none do. */
  readonly parts: readonly { readonly name: string; readonly count: number }[];
  readonly skipped: readonly SkippedFile[];
}
