/** Builds the package for other programs into dist-lib/: one file of JavaScript an entry, and declarations. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const TYPES = 'dist-lib/types';

function run(tool: string, ...args: string[]): void {
  execFileSync(process.execPath, [tool, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Node resolves declarations as it resolves modules: by their full names, which the sources leave to the bundler. */
function completeImports(file: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/(from |import\()(['"])(\.{1,2}\/[^'"]+)\2/g, '$1$2$3.js$2'));
}

run('node_modules/vite/bin/vite.js', 'build', '--config', 'vite.library.config.ts');
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.library.json');
for (const name of readdirSync(TYPES, { recursive: true, encoding: 'utf8' })) {
  if (name.endsWith('.d.ts')) completeImports(path.join(TYPES, name));
}
