import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConformanceTarget, useTwoStores } from '../conformance/support/target.ts'
import { runHistories } from './operations.ts'
import { runRunHistory } from './run-history.ts'

/** What random histories must come to, or they check less than they seem to. */
const MUST_REACH = [
  'begin done',
  'begin replayed',
  'begin RUN_IN_PROGRESS',
  'begin MESSAGES_REMOVED',
  'begin MESSAGE_NOT_FOUND',
  'regenerate done',
  'regenerate replayed',
  'write written',
  'write stop',
  'write lost',
  'finish done',
  'finish nothing',
  'takeOver done',
  'append replayed',
  'append MESSAGES_REMOVED',
  'truncate done',
  'truncate RUN_IN_PROGRESS',
  'redact done',
]

export interface RunModelCheck extends ConformanceTarget {
  /** How many random histories, of 20 to 50 operations each: 100 or more, to reach everything. */
  runs: number
}

/** Random histories of one conversation's runs by two servers, compared with the model step by step. */
export function storeRunModelCheck(check: RunModelCheck): void {
  describe(`runs in ${check.name} against the model`, () => {
    const { twoClients } = useTwoStores(check)

    it(`come to the same in ${check.runs} random histories`, { timeout: 600_000 }, async () => {
      const reached = new Set<string>()
      const property = fc.asyncProperty(runHistories, (operations) =>
        runRunHistory(twoClients(), operations, reached),
      )
      await fc.assert(property, { numRuns: check.runs })
      expect([...reached]).toStrictEqual(expect.arrayContaining(MUST_REACH))
    })
  })
}
