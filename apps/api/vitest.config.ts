import { availableParallelism } from 'node:os'
import { mergeConfig } from 'vitest/config'
import { baseConfig, longestFirst } from '../../vitest.base.ts'
import { createFaultTable } from './test/faults/support/fault-table.ts'

const TRACING = 'tracing*.test.ts'

export default mergeConfig(baseConfig, {
  test: {
    reporters: [createFaultTable()],
    sequence: {
      sequencer: longestFirst(
        'hostile/hostile',
        'live/live',
        'agents/copilot-studio',
        'agents/openai',
        'redis-entra',
        'shutdown',
        'agents/secrets',
        'faults/rejecting-server',
        'faults/network',
        'faults/server-gone',
        'faults/tls-and-dns',
        'faults/failover',
        'faults/attacks',
        'faults/ten-thousand-calls',
      ),
    },
    projects: [
      { extends: true, test: { name: 'api', exclude: ['faults/**', TRACING] } },
      // A tracing SDK that was registered stays for as long as its process lives.
      { extends: true, test: { name: 'tracing', exclude: [`!(${TRACING})`], isolate: true } },
      // They measure how late a response is: after everything that would keep the machine busy.
      {
        extends: true,
        test: {
          name: 'faults',
          dir: 'test/faults',
          maxWorkers: 2 * availableParallelism(),
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
