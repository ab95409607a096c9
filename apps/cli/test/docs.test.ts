import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStore } from '@threadkeep/store'
import { expect, it } from 'vitest'
import { configOf, startStandalone, threadkeep } from './support.ts'

const doc = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
const examples = [...doc.matchAll(/^```sh\n([^`]+)^```$/gm)]
  .flatMap(([, lines = '']) => lines.split('\n'))
  .filter((line) => line.startsWith('threadkeep '))
const SHOWN_ID = /019ac5f0-[0-9a-f-]+/

it('the examples of docs/cli.md work as they stand there, one after the other', async () => {
  await using target = await startStandalone({ appendonly: true })
  const config = configOf(target.address)
  const folder = await mkdtemp(join(tmpdir(), 'threadkeep-docs-'))
  const store = createStore(config)
  const mine = store.forOwner({ tenantId: 'contoso', userId: 'ada' })
  const { id } = (await mine.start({ title: 'Travel plans' })).conversation
  expect(examples.length).toBeGreaterThan(4)
  for (const example of examples) {
    const line = example
      .replace(/^threadkeep /, '')
      .replace(SHOWN_ID, id)
      .replace(/\S+\.ndjson/, (name) => join(folder, name))
      .replace('/mnt/archive', join(folder, 'archive'))
    const { code, err, out } = await threadkeep(line, config)
    expect({ example, code, err }).toEqual({ example, code: 0, err: '' })
    expect(out).not.toBe('')
  }
  await store.close()
  await rm(folder, { recursive: true })
})
