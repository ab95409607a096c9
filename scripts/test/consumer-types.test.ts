import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('a compiler that cannot run has not found the types to be right', () => {
  const script = `
    import { createShell } from './consumer/shell.mjs'
    import { assertTyped } from './consumer/types.mjs'
    assertTyped(createShell({}), '.', 'no-such-compiler.js', [])`
  const args = ['--input-type=module', '--eval', script]
  const cwd = join(import.meta.dirname, '..')
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('ended with 1') })
})
