// `pnpm test`: lint, then type-check and every workspace's tests through turbo, then one last line
// that sums them up. Whatever went wrong without a failing test (a type error, a crash, a skipped
// test, a missing report) counts as a failure, so that the line never says less than the exit code.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join, relative } from 'node:path'

process.chdir(join(import.meta.dirname, '..'))
const RUNS = '.turbo/runs'
const REPORT = '.reports/tests.json'
/** Their tests measure deadlines on real servers: each has the machine to itself. */
const TIMED = ['store', 'client', 'cli', 'api', 'web-client-demo'].map(
  (name) => `@threadkeep/${name}`,
)

const workspaces = ['packages', 'apps', '.']
  .flatMap(workspacesIn)
  .filter((each) => each.scripts?.test)
for (const { folder } of workspaces) rmSync(join(folder, REPORT), { force: true })

const results = [
  commandResult('lint', 'biome', 'check', '--error-on-warnings', '.'),
  commandResult('imports', process.execPath, 'scripts/check-imports.mjs'),
]
// Tests start when the compilers are done. Each workspace knows how many of its files may run at a time.
const tasks = new Map()
const turbo =
  turboRun('build', 'typecheck', 'lint:openapi', 'lint:package', 'lint:types') +
  turboRun('test', ...TIMED.map((name) => `--filter=!${name}`), '--concurrency=3') +
  turboRun('test', ...TIMED.map((name) => `--filter=${name}`), '--concurrency=1')
results.push(
  ...[...tasks.values()].filter((task) => task.task !== 'test').map(taskResult),
  ...workspaces.map(testResult),
)
if (turbo !== 0 && results.every(({ failed }) => failed === 0)) {
  results.push({ name: 'turbo', passed: 0, failed: 1, why: 'did not end well' })
}

const passed = results.reduce((sum, result) => sum + result.passed, 0)
const failed = results.reduce((sum, result) => sum + result.failed, 0)
console.log()
// Again, and last: of a long log often only the end is kept.
for (const { name, failures } of results) {
  for (const each of failures ?? []) console.log(`${name}: failed: ${each}`)
}
for (const result of results) {
  const why = result.why ? ` (${result.why})` : ''
  if (result.passed || result.failed) {
    console.log(`${result.name}: ${result.passed} passed, ${result.failed} failed${why}`)
  }
}
process.exitCode = failed === 0 ? 0 : 1
console.log(`${passed} passed, ${failed} failed`)

function workspacesIn(parent) {
  return readdirSync(parent)
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({
      ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
      folder,
    }))
}

/** The exit code; a command that could not start or was killed has none of its own. */
function run(command, ...args) {
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: [join(process.cwd(), 'node_modules/.bin'), process.env.PATH].join(delimiter),
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
      DO_NOT_TRACK: '1',
    },
  })
  if (error) console.error(error.message)
  return status ?? 1
}

function commandResult(name, command, ...args) {
  const status = run(command, ...args)
  return { name, passed: 0, failed: status === 0 ? 0 : 1, why: `ended with ${status}` }
}

/** Notes what became of each task by turbo's own account. */
function turboRun(...args) {
  rmSync(RUNS, { recursive: true, force: true })
  const status = run('turbo', 'run', ...args, '--continue=always', '--summarize')
  const [summary] = existsSync(RUNS) ? readdirSync(RUNS) : []
  if (!summary) return status || 1
  for (const task of JSON.parse(readFileSync(join(RUNS, summary), 'utf8')).tasks) {
    tasks.set(task.taskId, task)
  }
  return status
}

function taskResult({ taskId, execution }) {
  const status = execution?.exitCode
  const failed = status === 0 ? 0 : 1
  return { name: taskId, passed: 0, failed, why: `ended with ${status ?? 'nothing'}` }
}

function testResult({ name, folder }) {
  const path = join(folder, REPORT)
  if (!existsSync(path)) return { name, passed: 0, failed: 1, why: 'wrote no report' }
  const report = JSON.parse(readFileSync(path, 'utf8'))
  const passed = report.numPassedTests
  const skipped = report.numPendingTests + report.numTodoTests
  const failed = report.numFailedTests + skipped
  const why = skipped > 0 ? `${skipped} of them skipped` : undefined
  if (failed > 0) return { name, passed, failed, why, failures: failuresOf(report, folder) }
  const status = tasks.get(`${name}#test`)?.execution?.exitCode
  if (passed === 0) return { name, passed, failed: 1, why: 'ran no test' }
  if (status !== 0 || !report.success) {
    return { name, passed, failed: 1, why: `ended with ${status ?? 'nothing'}` }
  }
  return { name, passed, failed: 0 }
}

/** Each failed test with its file and the beginning of what it said: the log above is often cut off. */
function failuresOf(report, folder) {
  return report.testResults.flatMap(({ name: file, message, assertionResults }) => {
    const path = relative(folder, file)
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    // A file that could not be loaded has no tests to blame.
    if (failed.length === 0) return message ? [`${path}: ${beginning(message)}`] : []
    return failed.map(({ fullName, failureMessages: [said = ''] }) => {
      return `${path} > ${fullName}: ${beginning(said)}`
    })
  })
}

function beginning(text) {
  return text.split('\n').slice(0, 20).join('\n  ').slice(0, 2_000)
}
