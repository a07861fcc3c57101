import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';

/** Rooms that run unchanged in a worker and in Node: the platform is handed in at the door. */
const PLATFORM_FREE = [
  'base',
  'experiments',
  'kernels',
  'networks',
  'data',
  'training',
  'evaluation',
  'export',
  'checkpoints',
  'lab',
];

export default tseslint.config(
  {
    // The assembly is AssemblyScript, which its own compiler checks.
    ignores: [
      'dist',
      'dist-lib',
      'node_modules',
      'test-results',
      'playwright-report',
      '*.js',
      '*.cjs',
      'src/kernels/wasm/assembly',
      // Plain JavaScript on packages that are not installed here.
      'bench/peers',
      'examples',
      'docs/loaders',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Draw from a seeded Random (src/base/random.ts).' },
        {
          object: 'tf',
          property: 'nextFrame',
          message: 'It is requestAnimationFrame, which stops in a hidden tab.',
        },
      ],
    },
  },
  {
    files: PLATFORM_FREE.map((room) => `src/${room}/**/*.ts`),
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['window', 'document', 'localStorage', 'requestAnimationFrame', 'process', 'Buffer'].map(
          (name) => ({
            name,
            message: 'This room runs in a worker and in Node alike; take it from the Platform handed in.',
          }),
        ),
      ],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.tsx', 'src/app/**/*.ts'],
    plugins: { 'react-hooks': reactHooks },
    rules: { ...reactHooks.configs.recommended.rules, 'no-console': 'error' },
  },
);
