/** The slides’ two tables of the puzzle, after Noroozi & Favaro: which permutations, and which shortcuts are closed. */
import type { TableAbout, TableRowAbout } from '../../schema/about';

const SETS: readonly (readonly [permutations: number, mean: number, least: number, detection: number])[] = [
  [1000, 8.0, 2, 53.2],
  [1000, 6.35, 2, 51.3],
  [1000, 3.99, 2, 50.2],
  [100, 8.08, 2, 52.6],
  [95, 8.08, 3, 52.4],
  [85, 8.07, 4, 52.7],
  [71, 8.07, 5, 52.8],
  [35, 8.13, 6, 52.6],
  [10, 8.57, 7, 49.2],
  [7, 8.95, 8, 49.6],
  [6, 9, 9, 49.7],
];

const setRow = ([permutations, meanHamming, leastHamming, paper]: (typeof SETS)[number]): TableRowAbout => ({
  id: `n${permutations}-mean${meanHamming}-least${leastHamming}`,
  row: `(${permutations}, ${leastHamming})`,
  title: `${permutations} permutations, ${meanHamming.toFixed(2)} apart, at least ${leastHamming}`,
  changes: { permutations, meanHamming, leastHamming },
  paper,
  source: '[S] table 4.',
});

const QUICK = { size: 'small', batchSize: 16, budget: 'steps', steps: 300, learningRate: 1e-3 } as const;

export const PERMUTATION_SETS: TableAbout = {
  id: 'jigsaw-permutations',
  title: 'Sets of permutations',
  summary: 'the slides’ sets of permutations',
  source: 'slides',
  measured: 'VOC detection',
  origin:
    'Table 4 of Noroozi & Favaro, as the slides have it: mean average precision of detection on PASCAL VOC 2007 after fine-tuning',
  baseline: 'n100-mean8.08-least2',
  rows: SETS.map(setRow),
  firstRows: ['n1000-mean8-least2', 'n100-mean8.08-least2', 'n6-mean9-least9'],
  quick: QUICK,
};

const HUNDRED = { permutations: 100, meanHamming: 8.08, leastHamming: 2 } as const;

export const SHORTCUTS: TableAbout = {
  id: 'jigsaw-shortcuts',
  title: 'Shortcuts',
  summary: 'the slides’ shortcuts',
  source: 'slides',
  measured: 'VOC detection',
  origin:
    'Table 5 of Noroozi & Favaro, as the slides have it: mean average precision of detection on PASCAL VOC 2007 after fine-tuning',
  baseline: 'closed',
  rows: [
    {
      ...{ id: 'closed', row: null, title: 'Gap, normalised tiles and colour jitter', paper: 52.6 },
      changes: { ...HUNDRED, gap: true, normalise: true, colourJitter: 1 },
      source: '[S] table 5.',
    },
    {
      ...{ id: 'no-gap', row: '(gap)', title: 'Without the gap', paper: 47.7 },
      changes: { ...HUNDRED, gap: false, normalise: true, colourJitter: 1 },
      source: '[S] table 5.',
    },
    {
      ...{ id: 'no-normalisation', row: '(norm)', title: 'Without normalised tiles', paper: 43.5 },
      changes: { ...HUNDRED, gap: true, normalise: false, colourJitter: 1 },
      source: '[S] table 5.',
    },
    {
      ...{ id: 'no-jitter', row: '(jitter)', title: 'Without colour jitter', paper: 51.1 },
      changes: { ...HUNDRED, gap: true, normalise: true, colourJitter: 0 },
      source: '[S] table 5.',
    },
  ],
  firstRows: ['closed', 'no-gap', 'no-normalisation', 'no-jitter'],
  quick: QUICK,
};
