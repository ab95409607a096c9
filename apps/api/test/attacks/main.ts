/**
 * Every attack, in rounds of some seconds each: `pnpm test:attacks`. Prints the table of
 * docs/measurements.md, and ends with 1 if one did what it must not. ATTACKS_SECONDS for another
 * duration (in short rounds a p99 is a few calls, which one pause of the machine moves), ATTACKS_ONLY
 * for those whose name holds it.
 */
import { rowsOf } from './attacks.ts'
import { p99Of } from './bystanders.ts'
import { PROCESSORS, runOn } from './processors.ts'
import { problemsOf, runAttack } from './run-attack.ts'
import { startWorld } from './world.ts'

const ms = 1000 * Number(process.env['ATTACKS_SECONDS'] ?? 10)
const only = process.env['ATTACKS_ONLY'] ?? ''
const ROUNDS = 3
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
await runOn(PROCESSORS.others, process.pid)
row(TITLES)
row(TITLES.map(() => '---'))
for (const { worldOptions, rows } of rowsOf()) {
  const chosen = rows.filter(({ name, link }) => `${name}, ${link}`.includes(only))
  if (chosen.length === 0) continue
  await using world = await startWorld(worldOptions)
  await runOn(PROCESSORS.server, world.pid)
  for (const { name, link, bytesPerSecond, prepare } of chosen) {
    const how = { ms, rounds: ROUNDS, others: OTHERS, share: 'idle', bytesPerSecond } as const
    const result = await runAttack(prepare, world, how)
    const { during, without, memoryMib } = result
    const counts = [during.callsMs.length, during.unavailable, during.failed.length]
    row([name, link, ...counts, p99Of(without), p99Of(during), memoryMib, during.missedProbes])
    problems.push(...problemsOf(result).map((problem) => `${name}, ${link}: ${problem}`))
  }
}
console.log(problems.length === 0 ? '\nNothing that must not be.' : `\n${problems.join('\n')}`)
process.exit(problems.length === 0 ? 0 : 1)
