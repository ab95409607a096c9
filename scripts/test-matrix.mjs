// `pnpm test:matrix`: the store's and the API's suites on every Node that people run, a table of the
// numbers of tests passed, and the names of what failed. Without the tests of outages and faults, whose
// minutes do not depend on Node; `--full` has them. `pnpm test:matrix 22 24` chooses.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'

process.chdir(join(import.meta.dirname, '..'))

const NODES = ['20.19', '22', '24', '26']
const SUITES = [
  { folder: 'packages/store', short: ['--exclude', 'outages/**', '--exclude', 'damage/**'] },
  { folder: 'apps/api', short: ['--project', 'api', '--project', 'tracing'] },
]
const REPORT = '.reports/tests.json'

const given = process.argv.slice(2)
const isFull = given.includes('--full')
const chosen = given.filter((each) => /^\d/.test(each))
const rows = (chosen.length > 0 ? chosen : NODES).map((node) => ({
  version: versionOf(node),
  results: SUITES.map((suite) => run(node, suite)),
}))

console.log(`\n| Node | ${SUITES.map(({ folder }) => folder).join(' | ')} |`)
console.log(`| --- | ${SUITES.map(() => '---').join(' | ')} |`)
for (const { version, results } of rows) {
  console.log(`| ${version} | ${results.map(({ cell }) => cell).join(' | ')} |`)
}
for (const { version, results } of rows) {
  for (const each of results.flatMap(({ failures }) => failures)) {
    console.log(`${version}: failed: ${each}`)
  }
}
process.exitCode = rows.every(({ results }) => results.every(({ isGood }) => isGood)) ? 0 : 1

function versionOf(node) {
  const { stdout } = spawnSync('npx', ['-y', `node@${node}`, '--version'], { encoding: 'utf8' })
  return stdout.trim() || `${node}, which npx cannot get`
}

/** Servers that tests start run on the same Node: they are started by its path. */
function run(node, { folder, short }) {
  rmSync(join(folder, REPORT), { force: true })
  const vitest = 'node_modules/vitest/vitest.mjs'
  const { status } = spawnSync(
    'npx',
    ['-y', `node@${node}`, vitest, 'run', ...(isFull ? [] : short)],
    { cwd: folder, stdio: 'inherit' },
  )
  const report = readReport(folder)
  const { numPassedTests: passed, numTotalTests: total } = report
  const isGood = status === 0 && report.success && total > 0 && passed === total
  const failures = report.testResults.flatMap((file) => failuresOf(folder, file))
  return { isGood, failures, cell: `${passed} of ${total}${isGood ? '' : ', failed'}` }
}

/** A suite that could not run has no report, which is no success. */
function readReport(folder) {
  const path = join(folder, REPORT)
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'))
  return { success: false, numPassedTests: 0, numTotalTests: 0, testResults: [] }
}

function failuresOf(folder, { name, message, assertionResults }) {
  const path = relative(folder, name)
  const failed = assertionResults.filter(({ status }) => status === 'failed')
  if (failed.length === 0) return message ? [`${path}: ${message.split('\n', 1)[0]}`] : []
  return failed.map(({ fullName }) => `${path} > ${fullName}`)
}
