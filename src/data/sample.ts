/** The bundled sample: an ordinary zip of images in labelled folders, built by scripts/makeSample.ts. */

/** Below the page's base, and below public/ in the repository. */
export const SAMPLE_PATH = 'sample/fluentEmoji.zip';

export const SAMPLE_NAME = 'Sample: Fluent Emoji';
