/**
 * The arrows of the house (ARCHITECTURE.md): a room may import only from rooms below it.
 * dependency-cruiser was chosen because rooms here are folders, not packages, so no package manager guards them.
 */
const below = {
  base: [],
  schema: ['base'],
  experiments: ['base', 'schema'],
  kernels: ['base', 'experiments', 'schema'],
  networks: ['kernels', 'base', 'experiments', 'schema'],
  export: ['networks', 'kernels', 'base', 'experiments', 'schema'],
  evaluation: ['training', 'networks', 'kernels', 'data', 'base', 'experiments', 'schema'],
  data: ['base', 'experiments', 'schema'],
  checkpoints: ['export', 'networks', 'data', 'kernels', 'base', 'experiments', 'schema'],
  training: ['export', 'networks', 'kernels', 'data', 'base', 'experiments', 'schema'],
  // lab/works.ts, too, may import from methods.
  lab: [
    'methods',
    'training',
    'evaluation',
    'checkpoints',
    'export',
    'data',
    'networks',
    'kernels',
    'base',
    'experiments',
    'schema',
  ],
  worker: ['lab', 'checkpoints', 'export', 'data', 'kernels', 'base', 'experiments', 'schema'],
  store: ['worker', 'base', 'experiments', 'schema'],
  parts: ['store', 'worker', 'base', 'experiments', 'schema'],
  app: ['parts', 'store', 'worker', 'base', 'experiments', 'schema'],
  cli: [
    'lab',
    'checkpoints',
    'training',
    'evaluation',
    'export',
    'data',
    'networks',
    'kernels',
    'base',
    'experiments',
    'schema',
  ],
};

const TESTS = '(\\.test|UnderTest)\\.ts$';

/**
 * A method’s folder has floors: data that everybody may read (about.ts and what it is made of); the work on tensors, which
 * lab/works.ts alone may name; and its own panels in page/, which app/pages.ts alone may name.
 */
const ABOUT =
  'methods/[^/]+/(about|fields|presets|charts|places|figure3|experiment|experiments|table1|disagreements)\\.ts$';
const PAGE = 'methods/[^/]+/page/';
/** What page and work of a method may both say in its settings’ own type. */
const CONFIG = 'methods/[^/]+/config\\.ts$';
const METHOD_ROOMS = [
  'evaluation',
  'export',
  'training',
  'networks',
  'data',
  'kernels',
  'base',
  'experiments',
  'schema',
];

/** Of a method’s own panels. */
const PAGE_ROOMS = ['parts', 'store', 'worker', 'base', 'experiments', 'schema'];

/** What the files of a room that list methods may name of them. */
const LISTED = { experiments: `|^src/${ABOUT}`, app: `|^src/${PAGE}` };

const arrows = Object.entries(below).map(([room, rooms]) => ({
  name: `${room}-only-below`,
  comment: `src/${room} may import only from: ${rooms.join(', ') || 'nothing'}.`,
  severity: 'error',
  // Tests may borrow a real decoder or backend from any room.
  from: { path: `^src/${room}/`, pathNot: TESTS },
  to: {
    path: '^src/',
    pathNot: `^src/(${[room, ...rooms].join('|')})/${LISTED[room] ?? ''}`,
  },
}));

const methodArrows = [
  {
    name: 'abouts-only-schema',
    comment: 'What a method says of itself is data: it may import only from schema and from its own folder.',
    severity: 'error',
    from: { path: `^src/${ABOUT}` },
    to: { path: '^src/', pathNot: `^src/(schema|base)/|^src/${ABOUT}` },
  },
  {
    name: 'methods-only-below',
    comment: `A method’s work may import only from: ${METHOD_ROOMS.join(', ')}.`,
    severity: 'error',
    from: { path: '^src/methods/', pathNot: `^src/${ABOUT}|^src/${PAGE}|${TESTS}` },
    to: { path: '^src/', pathNot: `^src/(${['methods', ...METHOD_ROOMS].join('|')})/` },
  },
  {
    name: 'pages-only-parts',
    comment: `A method’s page may import only from its own page and data, and from: ${PAGE_ROOMS.join(', ')}.`,
    severity: 'error',
    from: { path: `^src/${PAGE}`, pathNot: TESTS },
    to: {
      path: '^src/',
      pathNot: `^src/(${PAGE_ROOMS.join('|')})/|^src/${PAGE}|^src/${ABOUT}|^src/${CONFIG}`,
    },
  },
  {
    name: 'pages-only-by-list',
    comment: 'Only app/pages.ts names the page of a method.',
    severity: 'error',
    from: { path: '^src/', pathNot: `^src/${PAGE}|^src/app/pages\\.ts$|${TESTS}` },
    to: { path: `^src/${PAGE}` },
  },
  {
    name: 'methods-only-by-list',
    comment: 'Only lab/works.ts names the work of a method.',
    severity: 'error',
    from: { path: '^src/', pathNot: `^src/methods/|^src/lab/works\\.ts$|${TESTS}` },
    to: { path: '^src/methods/', pathNot: `^src/${ABOUT}|^src/${PAGE}` },
  },
  {
    name: 'abouts-only-by-list',
    comment: 'Only experiments/abouts.ts names what a method says of itself.',
    severity: 'error',
    from: { path: '^src/', pathNot: `^src/methods/|^src/experiments/(abouts|figures)\\.ts$|${TESTS}` },
    to: { path: `^src/${ABOUT}` },
  },
];

module.exports = {
  forbidden: [
    ...arrows,
    ...methodArrows,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'bench-only-by-its-page',
      comment:
        'bench/ stands above the rooms: its cases are run by the command line and by bench.worker.ts, its results are read by the page of ?bench.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/worker/bench(\\.worker|Client)\\.ts$|^src/app/bench/|${TESTS}` },
      to: { path: '^bench/' },
    },
    {
      name: 'bench-page-reads-results',
      severity: 'error',
      from: { path: '^src/(app/bench/|worker/benchClient)' },
      to: { path: '^bench/', pathNot: '^bench/(schema|places|isTiming|results/.*)\\.(ts|json)$' },
    },
    {
      name: 'bench-cases-without-node',
      comment: 'What the page shares with the command line runs in both.',
      severity: 'error',
      from: {
        path: '^bench/(measure|timing|cost|heldTape|schema|places|isTiming|benchResult|cases/.*|stock/(layers|networks|registry|steps))\\.?',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'page-without-tensors',
      comment: 'The main thread never runs tensor work: only the worker side may load tfjs.',
      severity: 'error',
      from: {
        path: '^src/(app|parts|store|main|methods/[^/]+/page/|worker/(protocol|client|benchClient|figureClient|showcaseClient|handover|lifeline|loaders|pageUrl)\\.ts)',
        pathNot: '\\.test\\.tsx?$',
      },
      to: {
        path: '@tensorflow|^src/(lab|kernels|data|checkpoints)/',
        pathNot: '^src/lab/events',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'react-only-in-app',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(app|parts|main)|^src/${PAGE}` },
      to: { path: 'node_modules/(react|react-dom|recharts)/' },
    },
    {
      name: 'node-only-in-cli',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/cli/|${TESTS}` },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
