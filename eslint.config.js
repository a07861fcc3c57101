import { readdirSync } from 'node:fs';
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

/** Ids of the methods, which only their folders and the list of abouts may name. */
const METHODS = readdirSync(new URL('src/methods', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

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
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/methods/**', 'src/experiments/abouts.ts', '**/*.test.ts', '**/*UnderTest.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: `Literal[value=/^(${METHODS.join('|')})$/]`,
          message: 'Ask what a method has (its about, its looks and measures), not which it is.',
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
    files: ['src/**/*.tsx', 'src/{app,parts,methods/*/page}/**/*.ts'],
    plugins: { 'react-hooks': reactHooks },
    rules: { ...reactHooks.configs.recommended.rules, 'no-console': 'error' },
  },
);
