import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Attack, hostilePages } from '../attacks/hostile-user.ts'
import { problemsOf, runAttack } from '../attacks/run-attack.ts'
import { endlessBodies } from '../attacks/strangers.ts'
import { startWorld, type User, type World } from '../attacks/world.ts'

/* A few of `pnpm test:attacks`, and shorter. */

let world: World
let others: User[]
beforeAll(async () => {
  world = await startWorld()
  others = await Promise.all(Array.from({ length: 4 }, () => world.createUser(20, 200)))
})
afterAll(() => world?.[Symbol.asyncDispose]())

const hostileUser = () => world.createUser(20, 63 * 1024)

const attacks: [name: string, link: number | undefined, prepare: () => Promise<Attack>][] = [
  [
    'batches of large pages over a slow link',
    4_000_000,
    async () =>
      hostilePages(await hostileUser(), { calls: 10, connections: 50, reading: 'at once' }),
  ],
  [
    'responses that are never read',
    undefined,
    async () => hostilePages(await hostileUser(), { calls: 10, connections: 50, reading: 'never' }),
  ],
  ['bodies without an end', undefined, async () => endlessBodies('transfer-encoding: chunked')],
]

test.each(attacks)(
  '%s cost others no call and no probe',
  async (_name, bytesPerSecond, prepare) => {
    const attack = await prepare()
    const result = await runAttack(attack, world, others, { ms: 2000, bytesPerSecond })
    // The machine is busy with other tests: the times are for `pnpm test:attacks`.
    expect(problemsOf(result).filter((problem) => !problem.includes('p99'))).toEqual([])
  },
)
