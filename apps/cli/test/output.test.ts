import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

const MAIN = new URL('../dist/main.js', import.meta.url).pathname

/** Of the tool alone, with its standard output there. */
function end(output: string) {
  const script = `"$0" "$1" stats --help ${output}`
  const { status, stderr } = spawnSync(
    'bash',
    ['-o', 'pipefail', '-c', script, process.execPath, MAIN],
    {
      encoding: 'utf8',
    },
  )
  return { status, stderr }
}

it('a receipt that cannot be written is no success', () => {
  expect(end('> /dev/full')).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^The output cannot be written: ENOSPC/),
  })
})

it('a reader that has seen enough is no failure', () => {
  expect(end('| true')).toEqual({ status: 0, stderr: '' })
})
