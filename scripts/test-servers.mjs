// `pnpm test:servers`: what depends on the server's version, on every version that people run: the
// store's whole suite (conformance, replication, health, layout, damage) and the API's faults and
// failovers. One line for each server, and the names of what failed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

process.chdir(join(import.meta.dirname, '..'))

const SERVERS = ['6.0', '7.0', '8.0', 'valkey8']
const SUITES = [
  { folder: 'packages/store', tests: [] },
  { folder: 'apps/api', tests: ['test/faults'] },
]
const REPORT = '.reports/tests.json'

const chosen = process.argv.slice(2).filter((each) => each !== '--')
const results = (chosen.length > 0 ? chosen : SERVERS).map(runOn)
console.log()
for (const { line, failures } of results) {
  console.log(line)
  for (const failure of failures) console.log(`  failed: ${failure}`)
}
process.exitCode = results.every(({ isGood }) => isGood) ? 0 : 1

function runOn(server) {
  const began = Date.now()
  const reports = SUITES.map(({ folder, tests }) => {
    rmSync(join(folder, REPORT), { force: true })
    const { status } = spawnSync('npx', ['vitest', 'run', ...tests], {
      cwd: folder,
      stdio: 'inherit',
      env: { ...process.env, TEST_REDIS_SERVER: server, TEST_REDIS_URL: '' },
    })
    return { folder, status, report: readReport(folder) }
  })
  const counts = reports.map(
    ({ folder, report }) =>
      `${folder} ${report.numPassedTests} passed, ${report.numTotalTests - report.numPassedTests} not`,
  )
  const seconds = Math.round((Date.now() - began) / 1000)
  return {
    line: `${server}: ${counts.join('; ')}; ${seconds} s`,
    failures: reports.flatMap(({ report }) => failuresOf(report)),
    isGood: reports.every(
      ({ status, report }) =>
        status === 0 && report.success && report.numPassedTests === report.numTotalTests,
    ),
  }
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
