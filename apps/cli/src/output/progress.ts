import type { Io } from '../io.ts'
import { counted, formatDuration } from './text.ts'

const TERMINAL_MS = 200
const PLAIN_MS = 10_000

export interface Progress extends Disposable {
  /** One more was done. */
  step(): void
}

/**
 * Says how far the work is: on a terminal a line that is written over, elsewhere a line every ten
 * seconds. `share`: how much of the work is done, from 0 to 1; undefined where that is not known.
 */
export function startProgress(
  io: Io,
  noun: string,
  share: () => number | undefined,
  now: () => number = () => performance.now(),
): Progress {
  const began = now()
  let [done, lastShownAt, hasLine] = [0, began, false]
  return {
    step() {
      done += 1
      if (now() - lastShownAt < (io.isTerminal ? TERMINAL_MS : PLAIN_MS)) return
      lastShownAt = now()
      hasLine = true
      const line = describe(done, noun, (lastShownAt - began) / 1000, share())
      io.err(io.isTerminal ? `\r\u001b[K${line}` : `${line}\n`)
    },
    [Symbol.dispose]() {
      if (io.isTerminal && hasLine) io.err('\r\u001b[K')
    },
  }
}

function describe(done: number, noun: string, seconds: number, share: number | undefined): string {
  const rate = `${counted(done, noun)}, ${Math.round(done / seconds)} a second`
  if (share === undefined || share <= 0) return rate
  const left = share >= 1 ? 0 : (seconds * (1 - share)) / share
  return `${rate}, ${Math.min(99, Math.floor(share * 100))} %, about ${formatDuration(left)} left`
}
