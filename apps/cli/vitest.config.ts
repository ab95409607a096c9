import { mergeConfig } from 'vitest/config'
import { baseConfig, longestFirst } from '../../vitest.base.ts'

export default mergeConfig(baseConfig, {
  test: {
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
