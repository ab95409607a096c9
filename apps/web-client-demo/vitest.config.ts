import { availableParallelism } from 'node:os'
import { mergeConfig } from 'vitest/config'
import { baseConfig, longestFirst } from '../../vitest.base.ts'

export default mergeConfig(baseConfig, {
  test: {
    // A file waits for its browser and its servers more than it computes.
    testTimeout: 120_000,
    // As patient as actions are: a page may draw late on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2 * availableParallelism(),
    sequence: {
      sequencer: longestFirst(
        'outage',
        'list-deletions',
        'lifecycle',
        'live',
        'watches',
        'storage',
        'message-actions',
        'races',
        'accessibility',
        'new-conversation',
        'long-histories',
        'isolation',
      ),
    },
    globalSetup: ['test/support/obtain-chromium.ts'],
  },
})
