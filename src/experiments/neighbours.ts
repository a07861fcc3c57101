/** k of the k-NN classifier where nobody says another: on the page, on the command line and in docs/REPRODUCTION.md. */
export const DEFAULT_NEIGHBOURS = 10;
/** Those of a curve against k, as far as there are so many images. */
export const CURVE_NEIGHBOURS: readonly number[] = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 75, 100];
