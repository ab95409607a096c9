import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Later than the page's own time, however long the calls before took. */
const AHEAD_MS = 20_000
const STEP_MS = 20

export interface HeldTime {
  pass(ms: number): Promise<void>
  /** Polls. At each look a little time passes, because the page needs timers of its own to draw. */
  poll<T>(look: () => Promise<T>): ReturnType<typeof expect.poll<T>>
}

/** Holds the page's time, so that on a busy machine an offer of five seconds is not over too early. */
export async function holdTime({ clock }: Page): Promise<HeldTime> {
  await clock.install()
  await clock.pauseAt(Date.now() + AHEAD_MS)
  return {
    pass: (ms) => clock.runFor(ms),
    poll: (look) =>
      expect.poll(async () => {
        await clock.runFor(STEP_MS)
        return look()
      }),
  }
}
