// `pnpm dev`: the API and the demo, by turbo, each started again when its code changes. The last line
// says which page to open.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { listeningUrl, toReadable } from './dev/lines.mjs'
import { isFree } from './dev/port.mjs'

process.chdir(join(import.meta.dirname, '..'))
// Empty values count as unset.
const { PORT, WEB_PORT, HOST } = process.env
const ports = [
  { what: 'the API', variable: 'PORT', port: Number(PORT || 3000), host: HOST || '127.0.0.1' },
  { what: 'the page', variable: 'WEB_PORT', port: Number(WEB_PORT || 5173), host: '127.0.0.1' },
]
for (const { what, variable, port, host } of ports) {
  if (await isFree(port, host)) continue
  console.error(
    `Port ${port}, of ${what}, is taken. Give another: ${variable}=${port + 1} pnpm dev`,
  )
  process.exit(1)
}

// The whole environment, as a server has it: a list of variables would leave out the next one.
const turbo = spawn('turbo', ['run', 'dev', '--ui=stream', '--env-mode=loose'], {
  stdio: ['inherit', 'pipe', 'pipe'],
  env: {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
  },
})
// Ctrl-C reaches turbo by itself.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => turbo.kill('SIGTERM'))
turbo.once('exit', (code) => {
  process.exitCode = code ?? 1
})

const missing = new Set(['@threadkeep/api', '@threadkeep/web-client-demo'])
let page
for (const stream of [turbo.stdout, turbo.stderr]) {
  createInterface({ input: stream }).on('line', (line) => {
    const text = toReadable(line)
    if (text !== undefined) console.log(text)
    noteListening(line)
  })
}

/** Both are there: nothing that they print at their start comes after this line. */
function noteListening(line) {
  const url = listeningUrl(line)
  const [name] = line.split(':', 1)
  if (url === undefined || !missing.delete(name)) return
  if (name === '@threadkeep/web-client-demo') page = url
  if (missing.size === 0) console.log(`\nOpen ${page}   (Ctrl-C ends the page and the API)\n`)
}
