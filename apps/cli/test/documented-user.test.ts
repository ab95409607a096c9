import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStore, type RedisAddress } from '@threadkeep/store'
import { afterAll, expect, it } from 'vitest'
import { fill, someOwners } from './fill.ts'
import { RawRedis } from './raw.ts'
import { configOf, TARGETS, threadkeep } from './support.ts'

const read = (page: string) =>
  readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8')
const [, name = '', ...rules] = /^ACL SETUSER (\S+) (.*)$/m.exec(read('operations.md')) ?? []
const more = /^```\n(\+memory.*)\n```$/m.exec(read('cli.md'))?.[1] ?? ''

const folder = mkdtempSync(join(tmpdir(), 'threadkeep-user-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.each(TARGETS)('the user of docs/cli.md may run every command, on %s', async (where, start) => {
  await using target = await start()
  using raw = await RawRedis.open(target.address)
  const words = `${rules[0]} ${more}`.replace('PASSWORD', 'secret').split(' ')
  const masters = raw.masters()
  await Promise.all(masters.map((node) => node.call('ACL', 'SETUSER', name, ...words)))
  const config = configOf(asUser(target.address, `${name}:secret@`))
  const store = createStore(configOf(target.address))
  await fill(store, someOwners(1, 2))
  const owner = someOwners(1, 1)[0] ?? { tenantId: '', userId: '' }
  const [{ id } = { id: '' }] = (await store.forOwner(owner).list()).items
  await store.close()
  const file = join(folder, `${where}.ndjson`)
  const one = ['--tenant', owner.tenantId, '--user', owner.userId]
  const lines = [
    ['doctor', '--json'],
    ['stats'],
    ['list', ...one],
    ['show', ...one, '--conversation', id],
    ['export', '--out', file],
    ['erase', ...one, '--confirm', owner.tenantId],
    ['import', file],
    ['verify', '--repair'],
    ['archive', '--older-than', '0m', '--to', join(folder, `archive-${where}`)],
    ['restore', '--from', join(folder, `archive-${where}`), '--tenant', owner.tenantId],
  ]
  for (const line of lines) {
    const { code, err, out } = await threadkeep(line, config)
    expect({ line, code, err }).toEqual({ line, code: 0, err: '' })
    if (line[0] === 'stats') expect(out).not.toContain('?')
  }
  const logs = await Promise.all(masters.map((node) => node.call('ACL', 'LOG')))
  expect(logs.flat()).toEqual([])
})

function asUser(address: RedisAddress, user: string): RedisAddress {
  if (address.mode === 'sentinel') return address
  return { ...address, url: address.url.replace('redis://', `redis://${user}`) }
}
