// Packs the package in the current folder as it would be published, and has publint and
// arethetypeswrong look at it. A warning of either fails.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

const TARBALL = '.reports/package.tgz'
const ATTW = join(import.meta.dirname, '../node_modules/.bin/attw')

mkdirSync('.reports', { recursive: true })
run('pnpm', 'pack', '--out', TARBALL)
const { buffer } = new Uint8Array(readFileSync(TARBALL))
const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true })
for (const message of messages) console.error(formatMessage(message, pkg))
if (messages.length > 0) process.exitCode = 1
// Programs alone have no types. ESM only: Node 20.19 and newer load it by require() as well.
if (pkg.exports) run(ATTW, TARBALL, '--profile', 'esm-only', '--format', 'ascii')

function run(command, ...args) {
  const { status, error, stdout } = spawnSync(command, args, { encoding: 'utf8' })
  if (error) throw error
  if (status === 0) return
  console.error(stdout)
  process.exit(1)
}
