/** k of the k-NN classifier where nobody says another: on the page, on the command line and in docs/REPRODUCTION.md. */
export const DEFAULT_NEIGHBOURS = 10;
