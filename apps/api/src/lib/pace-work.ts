import { setTimeout as pause } from 'node:timers/promises'
import { releaseOnePerTurn } from './one-per-turn.ts'

/**
 * Runs some work at most once in `intervalMs`. A call gets the result of a run that begins after it,
 * so that it is never given an old one; all that wait for the same run share it, and go on in turns.
 */
export function paceWork<Result>(
  work: () => Promise<Result>,
  intervalMs: number,
): () => Promise<Result> {
  let next: Promise<Result> | undefined
  let beganAt = Number.NEGATIVE_INFINITY

  async function run(): Promise<Result> {
    await pause(Math.max(beganAt + intervalMs - performance.now(), 0))
    beganAt = performance.now()
    next = undefined
    return work()
  }

  return releaseOnePerTurn(() => {
    next ??= run()
    return next
  })
}
