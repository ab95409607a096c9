import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Attack } from '../attacks/attacker.ts'
import { problemsOf, runAttack } from '../attacks/run-attack.ts'
import { startWorld, type User, type World } from '../attacks/world.ts'

/* A few of `pnpm test:attacks`, and shorter. */

let world: World
let hostile: User
beforeAll(async () => {
  world = await startWorld({ hasLink: true })
  hostile = await world.createUser(20, 63 * 1024)
})
afterAll(() => world?.[Symbol.asyncDispose]())

const pages = { kind: 'pages', calls: 10, connections: 50 } as const
const attacks: [name: string, link: number | undefined, prepare: () => Attack][] = [
  [
    'batches of large pages over a slow link',
    4_000_000,
    () => ({ ...pages, user: hostile, reading: 'at once' }),
  ],
  [
    'responses that are never read',
    undefined,
    () => ({ ...pages, user: hostile, reading: 'never' }),
  ],
  [
    'bodies without an end',
    undefined,
    () => ({ kind: 'bodies', framing: 'transfer-encoding: chunked', chunkBytes: 64 * 1024 }),
  ],
]

test.each(attacks)(
  '%s cost others no call and no probe',
  async (_name, bytesPerSecond, prepare) => {
    const result = await runAttack(async () => prepare(), world, {
      ms: 2000,
      rounds: 1,
      others: 4,
      share: 'low',
      bytesPerSecond,
      probeTimeoutMs: 10_000,
    })
    // The machine is busy with other tests: the times are for `pnpm test:attacks`.
    expect(problemsOf(result).filter((problem) => !problem.includes('p99'))).toEqual([])
  },
)
