/** Table 4.2 of the thesis, as far as it is without limited context inpainting: which transformations are told apart. */
import type { TableAbout } from '../../schema/about';
import type { KIND_SETS } from './fields';

interface Row {
  readonly id: (typeof KIND_SETS)[number];
  readonly row: string | null;
  readonly title: string;
  /** Of a linear classifier on frozen conv5, STL-10, percent. */
  readonly paper: number;
}

const ROWS: readonly Row[] = [
  { id: 'rotations-warp', row: null, title: 'Rotations and warps', paper: 70.6 },
  { id: 'rotations', row: 'Rot', title: 'Rotations alone', paper: 70.1 },
  { id: 'warp', row: 'Warp', title: 'Warps alone', paper: 55.3 },
];

export const COMBINATIONS: TableAbout = {
  id: '4.2',
  title: 'Combinations of transformations',
  summary: 'the thesis’s combinations of transformations',
  source: 'thesis',
  origin:
    'Table 4.2 of Jenni’s thesis, on STL-10 with 100,000 images, 64 px, full width, 200 epochs and a linear classifier on ' +
    'frozen conv5',
  baseline: 'rotations-warp',
  rows: ROWS.map((row) => ({
    ...row,
    changes: { kinds: row.id },
    source: '[T] Table 4.2, conv5.',
  })),
  firstRows: ROWS.map(({ id }) => id),
  // Short, so the learning rate is three times the thesis’s.
  quick: { size: 'small', batchSize: 16, budget: 'steps', steps: 300, learningRate: 1e-3 },
};
