/**
 * Every attack, for some seconds each: `pnpm test:attacks`. Prints the table of docs/measurements.md,
 * and ends with 1 if one did what it must not. ATTACKS_SECONDS for another duration, ATTACKS_ONLY for
 * those whose name holds it.
 */
import { rowsOf } from './attacks.ts'
import { problemsOf, runAttack } from './run-attack.ts'
import { startWorld } from './world.ts'

const ms = 1000 * Number(process.env['ATTACKS_SECONDS'] ?? 6)
const only = process.env['ATTACKS_ONLY'] ?? ''
const OTHERS = 8
const TITLES = [
  'attack',
  'link to Redis',
  'calls of others',
  '503s',
  'other failures',
  'p99 without, ms',
  'p99 with, ms',
  'most memory, MiB',
  '/livez missed',
]

const row = (cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
const problems: string[] = []
row(TITLES)
row(TITLES.map(() => '---'))
for (const { worldOptions, rows } of rowsOf()) {
  const chosen = rows.filter(({ name, link }) => `${name}, ${link}`.includes(only))
  if (chosen.length === 0) continue
  await using world = await startWorld(worldOptions)
  for (const { name, link, bytesPerSecond, prepare } of chosen) {
    const others = await Promise.all(
      Array.from({ length: OTHERS }, () => world.createUser(20, 200)),
    )
    const result = await runAttack(await prepare(world), world, others, { ms, bytesPerSecond })
    const { during, without, memoryMib } = result
    const counts = [during.calls, during.unavailable, during.failed]
    row([name, link, ...counts, without.p99Ms, during.p99Ms, memoryMib, during.missedProbes])
    problems.push(...problemsOf(result).map((problem) => `${name}, ${link}: ${problem}`))
  }
}
console.log(problems.length === 0 ? '\nNothing that must not be.' : `\n${problems.join('\n')}`)
process.exit(problems.length === 0 ? 0 : 1)
