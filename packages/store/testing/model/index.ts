import { DEFAULT_LIMITS } from '@threadkeep/shared'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type ConformanceTarget,
  type StoreSettings,
  useStore,
} from '../conformance/support/target.ts'
import { histories } from './operations.ts'
import { runHistory } from './run-history.ts'

/** Small caps, so that random histories reach them. */
const SETTINGS: StoreSettings = {
  ttlSeconds: 3600,
  limits: { ...DEFAULT_LIMITS, messagesPerConversation: 8, conversationsPerUser: 4 },
}

/** What random histories must come to, or they check less than they seem to. */
const MUST_REACH = [
  'start replayed',
  'start IDEMPOTENCY_KEY_REUSED',
  'start TOO_MANY_CONVERSATIONS',
  'append replayed',
  'append IDEMPOTENCY_KEY_REUSED',
  'append REVISION_CONFLICT',
  'append CONVERSATION_NOT_ACTIVE',
  'append CONVERSATION_FULL',
  'append CONVERSATION_NOT_FOUND',
  'getAppendResult replayed',
  'list first page of many',
  'list page between others',
  'list INVALID_CURSOR',
  'setStatus REVISION_CONFLICT',
  'update REVISION_CONFLICT',
  'findByExternalId ok',
]

export interface ModelCheck extends ConformanceTarget {
  /** How many random histories, of 60 to 120 operations each: 100 or more, to reach everything. */
  runs: number
}

/**
 * Random histories of several owners, compared with the model result by result. A failure prints
 * the seed, and the shortest history found that still fails.
 */
export function storeModelCheck(check: ModelCheck): void {
  describe(`${check.name} against the model`, () => {
    const { store } = useStore(check, SETTINGS)
    afterAll(() => check.destroy?.())

    it(`returns in ${check.runs} random histories what the model returns`, {
      timeout: 180_000,
    }, async () => {
      const reached = new Set<string>()
      const property = fc.asyncProperty(histories, (history) =>
        runHistory(store(), SETTINGS, history, reached),
      )
      await fc.assert(property, { numRuns: check.runs, interruptAfterTimeLimit: 150_000 })
      expect([...reached]).toStrictEqual(expect.arrayContaining(MUST_REACH))
    })
  })
}
