#!/usr/bin/env node
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readArchiveCredentials, readRedisConfig } from './env.ts'
import { EXIT } from './errors.ts'
import { run } from './program.ts'

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // `once`, so that a second signal ends the process immediately.
  process.once(signal, () => stopping.abort())
}
// The reader of the output closed the pipe: `threadkeep list ... | head`.
process.stdout.on('error', () => process.exit(EXIT.ok))

const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest))

process.exitCode = await run(
  process.argv.slice(2),
  {
    redisConfig: () => readRedisConfig(),
    archiveCredentials: () => readArchiveCredentials(),
    async out(text) {
      if (!process.stdout.write(text)) await once(process.stdout, 'drain')
    },
    err: (text) => {
      process.stderr.write(text)
    },
    isTerminal: process.stderr.isTTY === true,
    signal: stopping.signal,
  },
  version,
)
