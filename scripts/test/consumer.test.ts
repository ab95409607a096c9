import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const SCRIPT = join(import.meta.dirname, '../test-consumer.mjs')

// By `pnpm test:consumer` with every compiler and way to resolve modules.
it('the packages install by npm in an empty folder, and their examples run there', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, '--short'])
  expect(stdout).toMatch(/^threadkeep-api serves the example/m)
}, 600_000)
