import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { expect, test } from 'vitest'
import { startGreeted } from '../../src/chat/greetings.ts'
import { createLogger } from '../../src/observability/log.ts'
import { createRegistry } from '../../src/observability/metrics/registry.ts'
import { measureRuns } from '../../src/observability/metrics/run-metrics.ts'
import { createRuns } from '../../src/runs/runs.ts'
import { memoryStore } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { greeter } from './greeter.ts'

test('two repeats at once of a start whose reply was lost have the agent greet once', async () => {
  const { agent, greetings } = greeter()
  const runs = createRuns({
    agent,
    limits: DEFAULT_LIMITS,
    timeoutMs: 1000,
    log: createLogger('silent'),
    metrics: measureRuns(createRegistry('0')),
    handOver: new AbortController().signal,
  })
  const conversations = memoryStore().forOwner(newOwner())
  const input = { title: 'Mine', idempotencyKey: 'once' }
  await conversations.start({ ...input, greets: true })
  const repeat = () => startGreeted(runs, conversations, input, null)
  const [first, second] = await Promise.all([repeat(), repeat()])
  expect(second).toEqual(first)
  await runs.idle()
  expect(greetings).toHaveLength(1)
})
