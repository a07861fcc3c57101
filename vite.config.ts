import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import react from '@vitejs/plugin-react';
import { offline } from './scripts/offline.ts';

/** What the built page may do: load its own files, and nothing else. Tensors are in the workers, so no wasm here. */
const PAGE_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  // Charts are drawn from their own SVG to be saved as PNG.
  'img-src': "'self' blob:",
  'manifest-src': "'self'",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/**
 * As a header it holds for the workers too, which know no <meta>: they compile wasm. Where a host sets both, the page has
 * what both allow, that is PAGE_POLICY. To let another site embed the page, name it in frame-ancestors.
 */
const HEADER_POLICY = {
  ...PAGE_POLICY,
  'script-src': "'self' 'wasm-unsafe-eval'",
  'frame-ancestors': "'self'",
};

function policyText(policy: Record<string, string>): string {
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

/** Only in the build: the dev server works with inline scripts and styles. */
const pagePolicy: Plugin = {
  name: 'page-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: policyText(PAGE_POLICY) },
      injectTo: 'head-prepend',
    },
  ],
};

/** SharedArrayBuffer, and with it threads in wasm, needs a cross-origin isolated page. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const port = Number(process.env['PORT'] ?? 4173);

export default defineConfig({
  base: './',
  plugins: [react(), pagePolicy, offline],
  // Names are kept: wasmMemory.ts knows its own function by one, and messages of errors name kernels.
  worker: {
    format: 'es',
    rolldownOptions: { output: { minify: { compress: false, mangle: false, codegen: true } } },
  },
  build: { target: 'es2023', chunkSizeWarningLimit: 2500 },
  server: { headers: isolation },
  preview: {
    headers: { ...isolation, 'Content-Security-Policy': policyText(HEADER_POLICY) },
    port,
    strictPort: true,
  },
  test: {
    include: ['src/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'],
    // On a busy machine everything takes its time; these end only what hangs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
