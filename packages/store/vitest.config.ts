import { mergeConfig } from 'vitest/config'
import { baseConfig, longestFirst } from '../../vitest.base.ts'

export default mergeConfig(baseConfig, {
  test: {
    sequence: {
      sequencer: longestFirst(
        'outages/outage-report',
        'redis/cluster-addresses',
        'redis/breaker-cluster',
        'redis-cluster',
        'redis',
        'redis/health-cluster',
        'redis-tls',
        'memory',
        'redis/breaker',
        'redis/health',
        'redis/ended-client',
        'redis/health-changes',
        'redis/credentials',
        'servers/cluster',
        'damage/whole-or-nothing',
      ),
    },
  },
})
