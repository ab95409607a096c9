import { createStore, DEFAULT_LIMITS } from '@threadkeep/store'
import { ThreadkeepSession } from '../../src/index.ts'
import { users } from './items.ts'

/* A process that dies between the result of a history transaction and its next step. */

const [, , url = '', tenantId = ''] = process.argv
const store = createStore({
  kind: 'redis',
  address: { mode: 'standalone', url },
  ttlSeconds: 3600,
  limits: DEFAULT_LIMITS,
  commandTimeoutMs: 5000,
  waitReplicas: 0,
})
const conversations = store.forOwner({ tenantId, userId: 'user' })
const session = new ThreadkeepSession({ conversations, sessionId: 's' })
await session.addItems(users('a', 'b'))
await session.applyHistoryTransaction({
  operationId: '1',
  transaction: {
    type: 'replace_suffix',
    expectedSuffix: users('b'),
    replacement: users('x', 'y'),
  },
})
process.kill(process.pid, 'SIGKILL')
