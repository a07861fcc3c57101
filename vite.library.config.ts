/** The package for other programs: npm run build:library. */
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2023',
    outDir: 'dist-lib',
    minify: false,
    lib: {
      entry: {
        library: 'src/library.ts',
        libraryNode: 'src/libraryNode.ts',
        helperThread: 'src/cli/helperThread.ts',
      },
      formats: ['es'],
    },
    // Whatever is a package stays one: there must be one tfjs.
    rolldownOptions: { external: /^(node:|@?[a-z])(?!:)/ },
  },
});
