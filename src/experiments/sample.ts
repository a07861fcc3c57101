/** The bundled sample: an ordinary zip of images in labelled folders, built by scripts/makeSample.ts. */

/** What the paths of its images begin with, for which a set is known again, in the page and elsewhere. */
export const SAMPLE_FILE = 'fluentEmoji.zip';

/** Below the page's base, and below public/ in the repository. */
export const SAMPLE_PATH = `sample/${SAMPLE_FILE}`;

export const SAMPLE_NAME = 'Sample: Fluent Emoji';
