import { availableParallelism } from 'node:os'
import { mergeConfig } from 'vitest/config'
import { baseConfig, longestFirst } from '../../vitest.base.ts'

export default mergeConfig(baseConfig, {
  test: {
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
