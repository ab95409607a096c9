/**
 * Every attack, for some seconds each: `pnpm test:attacks`. Prints a table, and ends with 1 if one did
 * what it must not. ATTACKS_SECONDS for another duration, ATTACKS_ONLY for those whose name holds it.
 */
import { type Attack, hostilePages } from './hostile-user.ts'
import { problemsOf, runAttack } from './run-attack.ts'
import { endlessBodies, flood, idleConnections } from './strangers.ts'
import { startWorld, type World } from './world.ts'

const ms = 1000 * Number(process.env['ATTACKS_SECONDS'] ?? 6)
const only = process.env['ATTACKS_ONLY'] ?? ''
const OTHERS = 8
const LINKS = { loopback: undefined, '12 MB/s': 12_000_000, '4 MB/s': 4_000_000 }
const PAGES = {
  'large pages': { calls: 1, reading: 'at once' },
  batches: { calls: 10, reading: 'at once' },
  'never reading': { calls: 10, reading: 'never' },
  'drip reading': { calls: 10, reading: 'in drips' },
} as const
const OPEN_ROUTES = [
  '/livez',
  '/readyz',
  '/health',
  '/metrics',
  '/openapi.json',
  '/trpc/health',
  '/x',
]
const BAD_TOKEN = `authorization: Bearer ${'x'.repeat(600)}\r\n`

let failures = 0
const row = (cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
const titles = [
  'attack',
  'link to Redis',
  'calls of others',
  'failed',
  'p99 without, ms',
  'p99, ms',
]
titles.push('memory, MiB', '/livez missed')
row(titles)
row(titles.map(() => '---'))

async function report(
  name: string,
  link: keyof typeof LINKS,
  world: World,
  prepare: () => Promise<Attack> | Attack,
): Promise<void> {
  if (!`${name}, ${link}`.includes(only)) return
  const others = await Promise.all(Array.from({ length: OTHERS }, () => world.createUser(20, 200)))
  const attack = await prepare()
  const result = await runAttack(attack, world, others, { ms, bytesPerSecond: LINKS[link] })
  const { during, without, memoryMib } = result
  const counts = [during.calls, during.failed, without.p99Ms, during.p99Ms]
  row([name, link, ...counts, memoryMib, during.missedProbes])
  const problems = problemsOf(result)
  failures += problems.length
  for (const problem of problems) console.log(`  ${name}, ${link}: ${problem}`)
}

{
  await using world = await startWorld()
  for (const link of ['loopback', '12 MB/s', '4 MB/s'] as const) {
    for (const [name, how] of Object.entries(PAGES)) {
      for (const connections of [1, 50]) {
        await report(`${name}, ${connections} connections`, link, world, async () =>
          hostilePages(await world.createUser(100, 63 * 1024), { ...how, connections }),
        )
      }
    }
  }
  await report('5,000 idle connections', 'loopback', world, () => idleConnections(4900))
  const framings = {
    chunked: 'transfer-encoding: chunked',
    'of 1 TB': `content-length: ${10 ** 12}`,
  }
  for (const [name, framing] of Object.entries(framings)) {
    await report(`50 endless bodies, ${name}`, 'loopback', world, () => endlessBodies(framing))
  }
}
{
  // Without a port of their own, so that probes and metrics are among what is flooded.
  await using world = await startWorld({ hasAdminPort: false })
  for (const path of OPEN_ROUTES) {
    await report(`50 callers flood ${path}`, 'loopback', world, () => flood(path))
  }
  await report('50 callers flood with a bad token', 'loopback', world, () =>
    flood('/trpc/conversation.list', BAD_TOKEN),
  )
}
process.exit(failures === 0 ? 0 : 1)
