import { afterAll, describe } from 'vitest'
import { badArgumentsTests } from './bad-arguments.ts'
import { boundsTests } from './bounds.ts'
import { closingTests } from './closing.ts'
import { concurrencyTests } from './concurrency.ts'
import { cursorsTests } from './cursors.ts'
import { eraseTests } from './erase.ts'
import { expiryTests } from './expiry.ts'
import { exportTests } from './export.ts'
import { externalIdsTests } from './external-ids.ts'
import { fidelityTests } from './fidelity.ts'
import { fieldsTests } from './fields.ts'
import { idempotentAppendTests } from './idempotent-append.ts'
import { idempotentChangesTests } from './idempotent-changes.ts'
import { idempotentStartTests } from './idempotent-start.ts'
import { isolationTests } from './isolation.ts'
import { lifecycleTests } from './lifecycle.ts'
import { limitsTests } from './limits.ts'
import { listTests } from './list.ts'
import { listInMotionTests } from './list-in-motion.ts'
import { messagePageBytesTests } from './message-page-bytes.ts'
import { messagePagesTests } from './message-pages.ts'
import { messagesTests } from './messages.ts'
import { racesTests } from './races.ts'
import { redactionTests } from './redaction.ts'
import { regenerationTests } from './regeneration.ts'
import { replacementTests } from './replacement.ts'
import { revisionsTests } from './revisions.ts'
import { runsTests } from './runs.ts'
import { statusTests } from './status.ts'
import type { ConformanceTarget } from './target.ts'
import { timesTests } from './times.ts'
import { truncationTests } from './truncation.ts'
import { watchingTests } from './watching.ts'

/**
 * The promises of conversation-store.ts as tests of vitest, for any store. A store passes all of
 * them or is none: nothing here can be switched off.
 */
export function storeConformance(target: ConformanceTarget): void {
  describe(`conformance of ${target.name}`, () => {
    afterAll(() => target.destroy?.())

    lifecycleTests(target)
    messagesTests(target)
    messagePagesTests(target)
    messagePageBytesTests(target)
    listTests(target)
    listInMotionTests(target)
    cursorsTests(target)
    statusTests(target)
    fieldsTests(target)
    externalIdsTests(target)
    revisionsTests(target)
    idempotentStartTests(target)
    idempotentAppendTests(target)
    idempotentChangesTests(target)
    timesTests(target)
    expiryTests(target)
    isolationTests(target)
    limitsTests(target)
    boundsTests(target)
    badArgumentsTests(target)
    fidelityTests(target)
    racesTests(target)
    concurrencyTests(target)
    eraseTests(target)
    exportTests(target)
    truncationTests(target)
    replacementTests(target)
    redactionTests(target)
    runsTests(target)
    regenerationTests(target)
    watchingTests(target)
    closingTests(target)
  })
}
