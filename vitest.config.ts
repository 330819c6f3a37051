import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps/*,engine,models,scripts}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // A test that hangs ends; one on a machine that has much else to do does not.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
