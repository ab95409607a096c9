import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/**
 * What every workspace's tests share: packages resolve to their sources, and the result goes to a
 * report that `scripts/test.mjs` sums up over all workspaces.
 */
export const baseConfig = defineConfig({
  resolve: { conditions: ['threadkeep-source'] },
  ssr: { resolve: { conditions: ['threadkeep-source', 'node'] } },
  test: {
    dir: 'test',
    include: ['**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: '.reports/tests.json' }]],
    // Most files run for less time than it takes to load the modules that all of them need.
    isolate: false,
    unstubEnvs: true,
    unstubGlobals: true,
    restoreMocks: true,
    // Most tests wait for servers, deadlines and leases: two processors are busy a quarter of the time.
    maxWorkers: 2 * availableParallelism(),
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
