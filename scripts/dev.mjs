// `pnpm dev`: the API and the demo, by turbo, each started again when its code changes. The last line
// says which page to open.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { cannotStart, listeningUrl, toReadable } from './dev/lines.mjs'
import { portProblem, toPort } from './dev/port.mjs'

/** The lines that say which setting is bad arrive in pieces. */
const QUIET_MS = 300

process.chdir(join(import.meta.dirname, '..'))
const { PORT, WEB_PORT, HOST, LOG_LEVEL } = process.env
const problem = await portProblem([
  {
    what: 'the API',
    variable: 'PORT',
    port: toPort(PORT, 3000),
    host: HOST?.trim() || '127.0.0.1',
    isGiven: Boolean(PORT),
  },
  {
    what: 'the page',
    variable: 'WEB_PORT',
    port: toPort(WEB_PORT, 5173),
    host: '127.0.0.1',
    isGiven: Boolean(WEB_PORT),
  },
])
if (problem !== undefined) {
  console.error(problem)
  process.exit(1)
}

// The whole environment, as a server has it: a list of variables would leave out the next one.
const { FORCE_COLOR: _colours, ...environment } = process.env
// Order and prefix are given because turbo takes others where it finds itself in CI.
const options = ['--ui=stream', '--log-order=stream', '--log-prefix=task', '--env-mode=loose']
const turbo = spawn('turbo', ['run', 'dev', ...options], {
  stdio: ['inherit', 'pipe', 'pipe'],
  env: {
    ...environment,
    // The lines are read here: colours would stand within the words that are looked for.
    NO_COLOR: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
  },
})
// Ctrl-C reaches turbo by itself.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => turbo.kill('SIGTERM'))
let isRejected = false
turbo.once('exit', (code) => {
  process.exitCode = isRejected ? 1 : (code ?? 1)
})

const missing = new Set(['@threadkeep/api', '@threadkeep/web-client-demo'])
// At these levels the API does not log that it listens.
if (/^(?:warn|error|fatal|silent)$/.test(LOG_LEVEL?.trim() ?? '')) missing.delete('@threadkeep/api')
let page
let apiHasListened = false
let ending
for (const stream of [turbo.stdout, turbo.stderr]) {
  createInterface({ input: stream }).on('line', (line) => {
    const text = toReadable(line)
    if (text !== undefined) console.log(text)
    noteListening(line)
    noteBadSetting(line)
  })
}

/** Both are there: nothing that they print at their start comes after this line. */
function noteListening(line) {
  const url = listeningUrl(line)
  const [name] = line.split(':', 1)
  if (url === undefined) return
  apiHasListened ||= name === '@threadkeep/api'
  if (!missing.delete(name)) return
  if (name === '@threadkeep/web-client-demo') page = url
  if (missing.size === 0) console.log(`\nOpen ${page}   (Ctrl-C ends the page and the API)\n`)
}

/**
 * A setting is bad. No change of a file mends the environment that this runs in, and a page without an
 * API would hide the reason. What has listened before was stopped by a change of code: that goes on.
 */
function noteBadSetting(line) {
  isRejected ||= !apiHasListened && cannotStart(line)
  if (!isRejected) return
  clearTimeout(ending)
  ending = setTimeout(() => turbo.kill('SIGTERM'), QUIET_MS)
}
