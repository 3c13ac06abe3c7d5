import { resolve } from 'node:path';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

import { servePages } from './vite/pages.ts';

const here = (path: string): string => resolve(import.meta.dirname, path);
const program = process.env['MARKETPLACE_URL'] ?? 'http://localhost:8000';

export default defineConfig({
  root: here('.'),
  appType: 'mpa',
  plugins: [react(), servePages()],
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    manifest: true,
    // The policy of our pages forbids what is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        storefront: here('index.html'),
        console: here('console/index.html'),
        docs: here('docs/index.html'),
        sw: here('src/storefront/sw.ts'),
      },
      output: {
        // A service worker keeps its address for ever.
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        // One file of what all entries share, instead of many small ones that each cost a round trip; maps come later.
        codeSplitting: {
          groups: [
            {
              name: 'kit',
              test: /src\/(api|kit)\/(?!map\/)|node_modules\/(react|scheduler|@tanstack|wouter)/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: { port: 5173, proxy: { '/api': program, '/media': program } },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});
