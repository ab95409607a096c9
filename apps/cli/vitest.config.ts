import { availableParallelism } from 'node:os'
import { mergeConfig } from 'vitest/config'
import { baseConfig, longestFirst } from '../../vitest.base.ts'

export default mergeConfig(baseConfig, {
  test: {
    // Traffic that the tool is to leave alone is served by deadlines.
    maxWorkers: 2 * availableParallelism(),
    sequence: {
      sequencer: longestFirst(
        'archive',
        'under-traffic',
        'killed',
        'doctor',
        'verify',
        'failover',
        'export',
        'entra',
      ),
    },
  },
})
