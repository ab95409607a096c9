import { defineConfig } from 'vitest/config'

/**
 * What every workspace's tests share: packages resolve to their sources, and the result goes to a
 * report that `scripts/test.mjs` sums up over all workspaces.
 */
export const baseConfig = defineConfig({
  resolve: { conditions: ['threadkeep-source'] },
  ssr: { resolve: { conditions: ['threadkeep-source', 'node'] } },
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    reporters: ['default', ['json', { outputFile: '.reports/tests.json' }]],
    restoreMocks: true,
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
