import type { FaultCase } from './support/fault.ts'
import { faultSuite } from './support/fault-suite.ts'
import { type Guarded, onServer } from './support/servers.ts'

/** Nobody is to notice: what is shorter than the deadline costs time, not errors. */
const UNSEEN = { refused: 'none', health: 'healthy', deadlineMs: 1000 } as const

function again(
  name: string,
  everyMs: number,
  act: (guarded: Guarded) => Promise<unknown>,
): FaultCase {
  let timer: NodeJS.Timeout
  let last: Promise<unknown> = Promise.resolve()
  return {
    ...UNSEEN,
    name,
    arrange: onServer(
      (guarded) => {
        timer = setInterval(() => {
          last = act(guarded)
        }, everyMs)
      },
      async () => {
        clearInterval(timer)
        await last
      },
    ),
  }
}

faultSuite('what is shorter than a deadline', [
  again('SCRIPT FLUSH every 100 ms', 100, ({ admin }) => admin.script('FLUSH')),
  again('CLIENT KILL every 400 ms', 400, ({ admin }) =>
    admin.call('CLIENT', 'KILL', 'TYPE', 'normal'),
  ),
])
