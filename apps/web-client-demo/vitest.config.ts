import { mergeConfig } from 'vitest/config'
import { baseConfig } from '../../vitest.base.ts'

export default mergeConfig(baseConfig, {
  test: {
    // A file waits for its browser and its servers more than it computes.
    testTimeout: 60_000,
    maxWorkers: 2,
    // Loading the browser's driver takes a second or two for each file that does it anew.
    isolate: false,
    globalSetup: ['test/support/obtain-chromium.ts'],
  },
})
