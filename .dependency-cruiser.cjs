/**
 * The arrows of the house (ARCHITECTURE.md): a room may import only from rooms below it.
 * dependency-cruiser was chosen because rooms here are folders, not packages, so no package manager guards them.
 */
const below = {
  base: [],
  experiments: ['base'],
  kernels: ['base', 'experiments'],
  networks: ['kernels', 'base', 'experiments'],
  export: ['networks', 'kernels', 'base', 'experiments'],
  evaluation: ['training', 'networks', 'kernels', 'data', 'base', 'experiments'],
  data: ['base', 'experiments'],
  checkpoints: ['export', 'networks', 'data', 'kernels', 'base', 'experiments'],
  training: ['networks', 'kernels', 'data', 'base', 'experiments'],
  lab: [
    'training',
    'evaluation',
    'checkpoints',
    'export',
    'data',
    'networks',
    'kernels',
    'base',
    'experiments',
  ],
  worker: ['lab', 'checkpoints', 'export', 'data', 'kernels', 'base', 'experiments'],
  store: ['worker', 'base', 'experiments'],
  app: ['store', 'worker', 'base', 'experiments'],
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
  ],
};

const TESTS = '(\\.test|UnderTest)\\.ts$';

const arrows = Object.entries(below).map(([room, rooms]) => ({
  name: `${room}-only-below`,
  comment: `src/${room} may import only from: ${rooms.join(', ') || 'nothing'}.`,
  severity: 'error',
  // Tests may borrow a real decoder or backend from any room.
  from: { path: `^src/${room}/`, pathNot: TESTS },
  to: { path: '^src/', pathNot: `^src/(${[room, ...rooms].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'page-without-tensors',
      comment: 'The main thread never runs tensor work: only the worker side may load tfjs.',
      severity: 'error',
      from: {
        path: '^src/(app|store|main|worker/(protocol|client|figureClient|showcaseClient|handover|lifeline|loaders|pageUrl)\\.ts)',
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
      from: { path: '^src/', pathNot: '^src/(app|main)' },
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
