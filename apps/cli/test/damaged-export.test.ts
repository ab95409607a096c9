import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { createStore } from '@threadkeep/store'
import { expect, it } from 'vitest'
import { decodeLine, encodeLine, type Line, withChecksum } from '../src/export-file/lines.ts'
import { fill, someOwners } from './fill.ts'
import { configOf, startStandalone, threadkeep } from './support.ts'
import { temporaryFiles } from './temporary-files.ts'

const newFile = temporaryFiles()

it('a file that is not whole is rejected at the place where it is not', async () => {
  await using target = await startStandalone()
  const config = configOf(target.address)
  const store = createStore(config)
  await fill(store, someOwners(1, 1))
  await store.close()
  const file = newFile('.ndjson.gz')
  await threadkeep(['export', '--out', file], config)
  const whole = gunzipSync(readFileSync(file)).toString()
  const lines = whole.trimEnd().split('\n')
  const [head = '', second = ''] = lines
  const newer: Line = { ...decodeHeader(head), layout: 99 }
  const broken: readonly [text: string | Buffer, says: string][] = [
    [whole.replace('hello', 'hullo'), 'does not have the checksum'],
    [lines.slice(0, -1).join('\n'), 'ends in the middle of a line'],
    [`${lines.slice(0, -1).join('\n')}\n`, 'ends early'],
    [[head, ...lines.slice(2)].join('\n').concat('\n'), 'lines are missing'],
    [lines.slice(1).join('\n').concat('\n'), 'out of place'],
    [`${head}\n${head}\n`, 'out of place'],
    [`${second}\n`, 'out of place'],
    [`${head}\n{}\n`, 'line 2: is no line of an export'],
    ['', 'ends early'],
    [encodeLine(newer), 'has layout 99'],
    [withChecksum(JSON.stringify({ ...newer, version: 2 })), 'line 1: is of another version'],
  ]
  for (const [content, says] of broken) {
    const name = newFile()
    writeFileSync(name, content)
    const { code, err } = await threadkeep(['import', name], config)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(says) })
  }
  const cut = newFile('.ndjson.gz')
  writeFileSync(cut, readFileSync(file).subarray(0, 500))
  expect((await threadkeep(['import', cut], config)).code).toBe(1)
  const missing = await threadkeep(['import', newFile()], config)
  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('ENOENT') })
})

it('a file cannot control the terminal that says what is wrong with it', async () => {
  await using target = await startStandalone()
  const clear = '\u001b[2J\u009b2J'
  for (const data of [`{"type":"header","${clear}":1}`, `${clear}{}`, `{"type":"${clear}"}`]) {
    const name = newFile()
    writeFileSync(name, withChecksum(data))
    const { code, err } = await threadkeep(['import', name], configOf(target.address))
    expect(code).toBe(1)
    for (const control of clear.replaceAll(/[\w[]/g, '')) expect(err).not.toContain(control)
    expect(err.trimEnd()).toContain(`${name} line 1: `)
  }
})

function decodeHeader(text: string) {
  const line = decodeLine(text)
  if (line.type !== 'header') throw new TypeError('no header')
  return line
}
