import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { expect, it } from 'vitest'
import { encodeLine, header, type Line } from '../src/export-file/lines.ts'
import { writeExport } from '../src/export-file/write-export.ts'
import { temporaryFiles } from './temporary-files.ts'

const newFile = temporaryFiles()
const { signal } = new AbortController()
const END: Line = { type: 'end', conversations: 0, messages: 0 }

const namesBeside = (file: string) =>
  readdirSync(dirname(file)).filter((name) => name.startsWith(basename(file)))

/** Its second line comes when it is let go. */
function heldLines(first: Line) {
  let go = () => {}
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  async function* lines() {
    yield first
    await held
    yield END
  }
  return { lines: lines(), go }
}

it('of two runs at once one makes the file, whole, and the other fails and leaves nothing', async () => {
  const file = newFile()
  // What somebody else may read, or leads elsewhere.
  writeFileSync(`${file}.part`, 'theirs', { mode: 0o666 })
  const [first, second] = [heldLines(header(1)), heldLines(header(2))]
  const one = writeExport(file, first.lines, signal)
  const other = writeExport(file, second.lines, signal)
  await expect.poll(() => namesBeside(file)).toHaveLength(3)
  for (const name of namesBeside(file)) {
    if (name !== `${basename(file)}.part`) {
      expect(statSync(`${dirname(file)}/${name}`).mode & 0o777).toBe(0o600)
    }
  }
  first.go()
  await one
  second.go()
  await expect(other).rejects.toThrow('was written by another run')
  const [head = '', ...rest] = readFileSync(file, 'utf8').split('\n')
  expect(head).toContain('"layout":1')
  expect(rest).toEqual([encodeLine(END).trimEnd(), ''])
  expect(namesBeside(file).sort()).toEqual([basename(file), `${basename(file)}.part`])
})

it('a run that fails leaves nothing', async () => {
  const file = newFile('.ndjson.gz')
  async function* failing() {
    yield header(1)
    throw new Error('out')
  }
  await expect(writeExport(file, failing(), signal)).rejects.toThrow('out')
  expect(namesBeside(file)).toEqual([])
})
