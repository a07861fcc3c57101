/** What the discriminator is asked about when its health is measured. */

/** Kinds of pictures that C is asked about. */
export const KINDS = ['raw', 'autoencoded', 'corrupt'] as const;
export type Kind = (typeof KINDS)[number];

/** One picture of one kind. */
export interface Judged {
  /** RGB [p, p, 3]. */
  readonly rgb: Float32Array;
  /** C's probability that it is real, and its logit of real less that of corrupt. */
  readonly score: number;
  readonly margin: number;
}
