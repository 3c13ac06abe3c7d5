import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const installed = (name: string): string => resolve(import.meta.dirname, '../../ui/node_modules', name);

export default defineConfig({
  root: import.meta.dirname,
  resolve: { alias: { 'playwright-core': installed('playwright-core'), 'axe-core': installed('axe-core') } },
  test: { include: ['*.test.ts'], testTimeout: 60_000, hookTimeout: 90_000, fileParallelism: false },
});
