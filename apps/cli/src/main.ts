#!/usr/bin/env node
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { RedisStoreConfig } from '@threadkeep/store'
import { z } from 'zod'
import { readArchiveCredentials, readRedisConfig } from './env.ts'
import { EXIT } from './errors.ts'
import { run } from './program.ts'

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // `once`, so that a second signal ends the process immediately.
  process.once(signal, () => stopping.abort())
}
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of the output closed the pipe: `threadkeep list ... | head`.
  if (error.code === 'EPIPE') process.exit(EXIT.ok)
  process.stderr.write(`The output cannot be written: ${error.message}.\n`)
  process.exit(EXIT.failed)
})

const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest))

let redisConfig: RedisStoreConfig | undefined
process.exitCode = await run(
  process.argv.slice(2),
  {
    // Once: with REDIS_AUTH=entra each reading of it asks for a token.
    redisConfig: () => {
      redisConfig ??= readRedisConfig()
      return redisConfig
    },
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
