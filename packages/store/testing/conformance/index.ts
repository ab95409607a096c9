import { afterAll, describe } from 'vitest'
import { boundsTests } from './conversations/bounds.ts'
import { closingTests } from './conversations/closing.ts'
import { eraseTests } from './conversations/erase.ts'
import { expiryTests } from './conversations/expiry.ts'
import { fieldsTests } from './conversations/fields.ts'
import { lifecycleTests } from './conversations/lifecycle.ts'
import { limitsTests } from './conversations/limits.ts'
import { revisionsTests } from './conversations/revisions.ts'
import { statusTests } from './conversations/status.ts'
import { timesTests } from './conversations/times.ts'
import { concurrencyTests } from './idempotency/concurrency.ts'
import { idempotentAppendTests } from './idempotency/idempotent-append.ts'
import { idempotentChangesTests } from './idempotency/idempotent-changes.ts'
import { idempotentStartTests } from './idempotency/idempotent-start.ts'
import { racesTests } from './idempotency/races.ts'
import { cursorsTests } from './lists/cursors.ts'
import { exportTests } from './lists/export.ts'
import { externalIdsTests } from './lists/external-ids.ts'
import { listTests } from './lists/list.ts'
import { listInMotionTests } from './lists/list-in-motion.ts'
import { fidelityTests } from './messages/fidelity.ts'
import { messagePageBytesTests } from './messages/message-page-bytes.ts'
import { messagePagesTests } from './messages/message-pages.ts'
import { messagesTests } from './messages/messages.ts'
import { redactionTests } from './messages/redaction.ts'
import { replacementTests } from './messages/replacement.ts'
import { truncationTests } from './messages/truncation.ts'
import { badArgumentsTests } from './owners/bad-arguments.ts'
import { isolationTests } from './owners/isolation.ts'
import { runsAgainTests } from './runs/begun-again.ts'
import { greetingTests } from './runs/greeting.ts'
import { regenerationTests } from './runs/regeneration.ts'
import { runsTests } from './runs/runs.ts'
import { takeoverTests } from './runs/takeover.ts'
import { watchingTests } from './runs/watching.ts'
import { listWatchTests } from './runs/watching-list.ts'
import { resumedWatchTests } from './runs/watching-resumed.ts'
import { watchingTogetherTests } from './runs/watching-together.ts'
import type { ConformanceTarget } from './support/target.ts'

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
    greetingTests(target)
    takeoverTests(target)
    runsAgainTests(target)
    regenerationTests(target)
    watchingTests(target)
    resumedWatchTests(target)
    watchingTogetherTests(target)
    listWatchTests(target)
    closingTests(target)
  })
}
