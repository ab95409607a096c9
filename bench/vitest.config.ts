import { mergeConfig } from 'vitest/config'
import { baseConfig, longestFirst } from '../vitest.base.ts'

// Every contestant is a process that has to start, and a busy machine takes its time over that.
export default mergeConfig(baseConfig, {
  test: {
    testTimeout: 120_000,
    // One waits for a stalled reader to be cut off, as long as the other measures.
    maxWorkers: 2,
    sequence: { sequencer: longestFirst('watches', 'jobs', 'api') },
  },
})
