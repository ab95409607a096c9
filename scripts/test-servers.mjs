// `pnpm test:servers [suite] [server...]`: what depends on the server's version, on every version that
// people run. Prints a table, and the names of what failed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

process.chdir(join(import.meta.dirname, '..'))

const SERVERS = ['6.0', '7.0', '8.0', 'valkey8']
const STORE = 'packages/store'
const SUITES = {
  // The store's whole suite (conformance, replication, health, layout, damage), and the API's faults
  // and failovers.
  all: [
    { folder: STORE, args: [] },
    { folder: 'apps/api', args: ['test/faults'] },
  ],
  // As the user of docs/operations.md: with a prefix by TLS, and on a cluster.
  conformance: [{ folder: STORE, args: ['test/redis-tls.test.ts', 'test/redis-cluster.test.ts'] }],
  // What follows a rejection, of one server and of one shard, and what Redis before 7 does not reject.
  rejections: [
    {
      folder: STORE,
      args: ['breaker', 'reject', 'assess-server'].map((each) => `test/redis/${each}`),
    },
  ],
  // Seeds, nodes without an address, and a slot on its way.
  clusters: [
    { folder: STORE, args: ['cluster-', 'moving-slot'].map((each) => `test/redis/${each}`) },
  ],
  // Every outage is told of in time.
  outages: [{ folder: STORE, args: ['test/outages', '--no-file-parallelism'] }],
}
const STRICT = { outages: { OUTAGES: 'strict' }, clusters: { CLUSTERS: 'strict' } }
const REPORT = '.reports/tests.json'

const args = process.argv.slice(2).filter((each) => each !== '--')
const suite = args.find((each) => Object.hasOwn(SUITES, each)) ?? 'all'
const servers = args.filter((each) => each !== suite)
const results = (servers.length > 0 ? servers : SERVERS).flatMap(runOn)

const row = (cells) => console.log(`| ${cells.join(' | ')} |`)
console.log()
row(['server', 'suite', 'passed', 'not passed', 'seconds'])
row(['---', '---', '---', '---', '---'])
for (const { server, folder, report, seconds } of results) {
  const { numPassedTests, numTotalTests } = report
  row([server, `${folder}: ${suite}`, numPassedTests, numTotalTests - numPassedTests, seconds])
}
for (const { server, report } of results) {
  for (const failure of failuresOf(report)) console.log(`${server} failed: ${failure}`)
}
process.exitCode = results.every(isGood) ? 0 : 1

function runOn(server) {
  return SUITES[suite].map(({ folder, args }) => {
    const began = Date.now()
    rmSync(join(folder, REPORT), { force: true })
    const { status } = spawnSync('npx', ['vitest', 'run', ...args], {
      cwd: folder,
      // The table is alone on the standard output.
      stdio: ['inherit', process.stderr.fd, 'inherit'],
      env: { ...process.env, ...STRICT[suite], TEST_REDIS_SERVER: server, TEST_REDIS_URL: '' },
    })
    const seconds = Math.round((Date.now() - began) / 1000)
    return { server, folder, status, report: readReport(folder), seconds }
  })
}

function isGood({ status, report }) {
  return status === 0 && report.success && report.numPassedTests === report.numTotalTests
}

/** A suite that could not run has no report, which is no success. */
function readReport(folder) {
  const path = join(folder, REPORT)
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'))
  return { success: false, numPassedTests: 0, numTotalTests: 0, testResults: [] }
}

function failuresOf({ testResults }) {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status !== 'passed')
    if (failed.length === 0) return message ? [`${name}: ${message.split('\n', 1)[0]}`] : []
    return failed.map(({ fullName }) => fullName)
  })
}
