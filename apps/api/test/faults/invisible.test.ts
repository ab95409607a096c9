import type { Expected, FaultCase } from './support/fault.ts'
import { faultSuite } from './support/fault-suite.ts'
import { type Guarded, onServer } from './support/servers.ts'
import { LONG } from './support/settings.ts'

/** Nobody is to notice: what is shorter than the deadline costs time, not errors. */
const UNSEEN = { rejected: 'none', health: 'healthy' } as const
/** A connection takes about that long to come back: some calls find none until their deadline. */
const STORM = { rejected: 'some', health: 'either', callsPerSecond: 50 } as const

function again(
  name: string,
  everyMs: number,
  act: (guarded: Guarded) => Promise<unknown>,
  expected: Expected & Pick<FaultCase, 'callsPerSecond'> = UNSEEN,
): FaultCase {
  let timer: NodeJS.Timeout
  let last: Promise<unknown> = Promise.resolve()
  return {
    deadlineMs: 1000,
    ...expected,
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

const disconnectAll = ({ admin }: Guarded) => admin.call('CLIENT', 'KILL', 'TYPE', 'normal')

faultSuite('what is shorter than a deadline', [
  again('SCRIPT FLUSH every 100 ms', 100, ({ admin }) => admin.script('FLUSH')),
  again('CLIENT KILL every 400 ms', 400, disconnectAll),
  ...(LONG ? [again('CLIENT KILL every 50 ms', 50, disconnectAll, STORM)] : []),
])
