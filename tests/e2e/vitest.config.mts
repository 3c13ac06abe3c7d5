import { resolve } from 'node:path';

const installed = (name: string): string => resolve(import.meta.dirname, '../../ui/node_modules', name);

// Without vitest's own defineConfig: what is installed stands in ui/, where a file of this folder does not look.
export default {
  root: import.meta.dirname,
  resolve: {
    alias: Object.fromEntries(['vitest', 'playwright-core', 'axe-core'].map((name) => [name, installed(name)])),
  },
  test: {
    include: ['*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // As long as a page is waited for (visitor.ts): a busy machine is no failure.
    expect: { poll: { timeout: 15_000 } },
    fileParallelism: false,
  },
};
