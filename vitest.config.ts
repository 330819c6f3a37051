import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps/*,engine,models,scripts}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
