import { mergeConfig } from 'vitest/config'
import { baseConfig } from '../../vitest.base.ts'

export default mergeConfig(baseConfig, {
  test: {
    // A file waits for its browser and its servers more than it computes.
    testTimeout: 120_000,
    // As patient as actions are: a page may draw late on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 3,
    globalSetup: ['test/support/obtain-chromium.ts'],
  },
})
