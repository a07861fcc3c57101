import { defineConfig } from 'vitest/config';
import react from '@vitejs/plugin-react';

/** SharedArrayBuffer, and with it threads in wasm, needs a cross-origin isolated page. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const port = Number(process.env['PORT'] ?? 4173);

export default defineConfig({
  base: './',
  plugins: [react()],
  // tfjs starts its wasm threads from the source text of a function, which refers to names around it: a worker
  // whose names or scopes were minified away cannot start them.
  worker: {
    format: 'es',
    rolldownOptions: { output: { minify: { compress: false, mangle: false, codegen: true } } },
  },
  build: { target: 'es2023', chunkSizeWarningLimit: 2500 },
  server: { headers: isolation },
  preview: { headers: isolation, port, strictPort: true },
  test: {
    include: ['src/**/*.test.ts'],
    testTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
