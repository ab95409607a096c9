// `pnpm test:rounds [kind...] [server...]`: what is acknowledged with REDIS_WAIT_REPLICAS=1 survives its master, on
// every version that people run, 100 seeded rounds of each kind. Prints a table. ROUNDS for another number,
// ROUNDS_SEED for other rounds; the name of a kind for that one alone.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const SERVERS = ['6.0', '7.0', '8.0', 'valkey8']
const KINDS = ['replica-rounds', 'failover-rounds', 'split-brain-rounds']
const TITLES = [
  'server',
  'rounds',
  'from seed',
  'kind',
  'acknowledged',
  'as repeats',
  'rejected',
  'killed in WAIT',
  'lost',
  'doubled',
  'seconds',
]

const args = process.argv.slice(2).filter((each) => each !== '--')
const kinds = KINDS.filter((each) => args.includes(each))
const servers = args.filter((each) => !KINDS.includes(each))
const row = (cells) => console.log(`| ${cells.join(' | ')} |`)
row(TITLES)
row(TITLES.map(() => '---'))
let isGood = true
for (const server of servers.length > 0 ? servers : SERVERS) {
  for (const kind of kinds.length > 0 ? kinds : KINDS) {
    const { status } = spawnSync(
      'npx',
      ['tsx', '--conditions=threadkeep-source', `test/rounds/${kind}.ts`],
      {
        cwd: join(import.meta.dirname, '../packages/store'),
        stdio: 'inherit',
        env: { ...process.env, TEST_REDIS_SERVER: server, TEST_REDIS_URL: '' },
      },
    )
    isGood &&= status === 0
  }
}
process.exitCode = isGood ? 0 : 1
