import { describe, test } from 'vitest'
import type { FaultCase } from './fault.ts'
import { runFault } from './run-fault.ts'
import { LONG } from './settings.ts'

const TIMEOUT_MS = LONG ? 180_000 : 60_000

/** One test for each case; what was measured goes to the table that is printed in the end. */
export function faultSuite(name: string, cases: readonly FaultCase[]): void {
  describe(name, () => {
    for (const each of cases) {
      test(each.name, { timeout: TIMEOUT_MS }, async ({ task }) => {
        await runFault(each, (result) => {
          task.meta.fault = result
        })
      })
    }
  })
}
