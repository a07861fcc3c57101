/** Tables 4.1 and 4.2 of the thesis: what limited context inpainting needs, and which transformations are told apart. */
import type { TableAbout } from '../../schema/about';
import type { KIND_SETS } from './fields';

interface Combination {
  readonly id: (typeof KIND_SETS)[number];
  readonly row: string | null;
  readonly title: string;
  /** Of a linear classifier on frozen conv5, STL-10, percent. */
  readonly paper: number;
}

const COMBINED: readonly Combination[] = [
  { id: 'rotations-warp-lci', row: null, title: 'Rotations, warps and LCI', paper: 73.7 },
  { id: 'rotations-lci', row: 'Rot + LCI', title: 'Rotations and LCI', paper: 72.3 },
  { id: 'rotations-warp', row: 'Rot + Warp', title: 'Rotations and warps', paper: 70.6 },
  { id: 'warp-lci', row: 'Warp + LCI', title: 'Warps and LCI', paper: 67.2 },
  { id: 'rotations', row: 'Rot', title: 'Rotations alone', paper: 70.1 },
  { id: 'lci', row: 'LCI', title: 'LCI alone', paper: 68 },
  { id: 'warp', row: 'Warp', title: 'Warps alone', paper: 55.3 },
];

/** Short, so the learning rate of C is three times the thesis’s. */
const QUICK = { size: 'small', batchSize: 16, budget: 'steps', steps: 300, learningRate: 1e-3 } as const;

export const COMBINATIONS: TableAbout = {
  id: '4.2',
  title: 'Combinations of transformations',
  summary: 'the thesis’s combinations of transformations',
  source: 'thesis',
  origin:
    'Table 4.2 of Jenni’s thesis, on STL-10 with 100,000 images, 64 px, full width, 200 epochs and a linear classifier on ' +
    'frozen conv5, where a random network has 47.9 %',
  baseline: 'rotations-warp-lci',
  rows: COMBINED.map((row) => ({
    ...row,
    changes: { kinds: row.id },
    source: '[T] Table 4.2, conv5.',
  })),
  firstRows: ['rotations-warp-lci', 'rotations-warp', 'rotations', 'warp'],
  quick: QUICK,
};

const ABLATED = [
  { id: 'baseline', row: null, title: 'Patches of 3/4 of the side', paper: 76.2, changes: { kinds: 'lci' } },
  { id: 'a', row: '(a)', title: 'Patches of 1/2', paper: 61.2, changes: { patch: 0.5 } },
  { id: 'b', row: '(b)', title: 'Patches of 5/8', paper: 70.6, changes: { patch: 0.625 } },
  { id: 'c', row: '(c)', title: 'Patches of 7/8', paper: 75.1, changes: { patch: 0.875 } },
  {
    id: 'd',
    row: '(d)',
    title: 'F pre-trained and frozen',
    paper: 63.7,
    changes: { discriminatorWeight: 0, classifierWeight: 0, inpainterAlone: 0.25, inpainterFrozen: true },
  },
  {
    id: 'e',
    row: '(e)',
    title: 'No adversarial loss against C',
    paper: 68,
    changes: { classifierWeight: 0 },
  },
  {
    id: 'f',
    row: '(f)',
    title: 'No patch autoencoding',
    paper: 69.5,
    changes: { autoencodingWeight: 0, autoencoded: 0 },
  },
] as const;

/** What a row changes beside what the thesis says of it. */
const OURS: Readonly<Record<string, string>> = {
  d: ' Ours: F learns in the first quarter of the steps, in which C rests, from its border and its copies alone.',
};

export const ABLATIONS: TableAbout = {
  id: '4.1',
  title: 'Limited context inpainting',
  summary: 'the thesis’s ablations of limited context inpainting',
  source: 'thesis',
  origin:
    'Table 4.1 of Jenni’s thesis, on STL-10 with 100,000 images, patches of 32, 40, 48 and 56 of 64 px, full width, 200 epochs and a ' +
    'linear classifier on frozen conv5 of 96 px crops',
  baseline: 'baseline',
  rows: ABLATED.map((row) => ({ ...row, source: `[T] Table 4.1.${OURS[row.id] ?? ''}` })),
  firstRows: ['baseline', 'd', 'e', 'f'],
  quick: QUICK,
};
