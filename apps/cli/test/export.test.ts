import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createStore } from '@threadkeep/store'
import { describe, expect, it } from 'vitest'
import { decodeLine } from '../src/export-file/lines.ts'
import { fill, messagesOf, someOwners, text, titleOf } from './fill.ts'
import { RawRedis } from './raw.ts'
import { configOf, startStandalone, TARGETS, threadkeep } from './support.ts'
import { temporaryFiles } from './temporary-files.ts'

const newFile = temporaryFiles()

const linesIn = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').map(decodeLine)

const [standalone, cluster] = TARGETS

describe.each([
  ['standalone to a cluster', standalone[1], cluster[1], '.ndjson'],
  ['a cluster to standalone', cluster[1], standalone[1], '.ndjson.gz'],
] as const)('from %s', (_name, startSource, startTarget, ending) => {
  it('everything arrives byte for byte, once', async () => {
    await using source = await startSource()
    await using target = await startTarget()
    const store = createStore(configOf(source.address))
    await fill(store, someOwners(3, 4))
    await store.close()
    using from = await RawRedis.open(source.address)
    using to = await RawRedis.open(target.address)
    const before = await from.conversations()

    const file = newFile(ending)
    const exported = await threadkeep(['export', '--out', file], configOf(source.address))
    expect(exported).toMatchObject({ code: 0, err: '' })
    expect(exported.out).toMatch(/^Exported 72 conversations with 180 messages to /)
    expect(await from.conversations()).toEqual(before)
    expect(statSync(file).mode & 0o077).toBe(0)

    const first = await threadkeep(['import', file], configOf(target.address))
    expect(first).toEqual({
      code: 0,
      err: '',
      out: 'Imported 72 conversations with 180 messages.\n',
    })
    const arrived = withoutMark(await to.conversations())
    expect(arrived).toEqual(withoutMark(before))
    for (const key of Object.keys(arrived)) {
      expect(
        Math.abs((await to.client.pttl(key)) - (await from.client.pttl(key))),
        key,
      ).toBeLessThan(/^user/.test(key) ? 460_000 : 2000)
    }
    const again = await threadkeep(['import', file, '--json'], configOf(target.address))
    expect(JSON.parse(again.out)).toMatchObject({ imported: 0, present: 72, differs: 0 })
    expect(withoutMark(await to.conversations())).toEqual(arrived)
    // A repeat of what was appended before the move is known after it.
    const moved = createStore(configOf(target.address))
    const mine = moved.forOwner({ tenantId: 'tenant 0', userId: 'u:{0}' })
    const found = (await mine.list({ limit: 100 })).items.find(({ title }) => title === titleOf(0))
    const messages = messagesOf(0)
    const replayed = await mine.append(found?.id ?? '', { messages, idempotencyKey: 'key 0' })
    expect(replayed.replayed).toBe(true)
    await moved.close()
  })
})

/** Whether the index of external ids is known to be whole: a reader finds that out anew. */
function withoutMark(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      key.endsWith(':external') && Array.isArray(value)
        ? value.filter(([field]) => String(field) !== '.' && !isSuperseded(value, String(field)))
        : value,
    ]),
  )
}

/** An external id that leads to another conversation by now. */
function isSuperseded(fields: unknown[][], field: string): boolean {
  if (!field.startsWith('i')) return false
  const name = fields.find(([each]) => each === field)?.[1]
  return fields.find(([each]) => each === `e${name}`)?.[1] !== field.slice(1)
}

describe('export and import', () => {
  it('take one tenant or one user, whole', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    await fill(store, someOwners(2, 2))
    await fill(store, [{ tenantId: 'tenant 0', userId: 'u:{0}x' }])
    const ofTenant = newFile()
    await threadkeep(['export', '--tenant', 'tenant 0', '--out', ofTenant], config)
    const ofUser = newFile()
    await threadkeep(['export', '--tenant', 'tenant 0', '--user', 'u:{0}', '--out', ofUser], config)
    const owners = (file: string) =>
      linesIn(file).flatMap((line) => (line.type === 'conversation' ? [line.userId] : []))
    expect(owners(ofTenant).sort()).toEqual([
      ...Array.from({ length: 6 }, () => 'u:{0}'),
      ...Array.from({ length: 6 }, () => 'u:{0}x'),
      ...Array.from({ length: 6 }, () => 'u:{1}'),
    ])
    expect(owners(ofUser)).toEqual(Array.from({ length: 6 }, () => 'u:{0}'))
    await store.close()
  })

  it('take what no index leads to, and long conversations in parts', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    const owner = { tenantId: 't', userId: 'u' }
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    for (let round = 0; round < 50; round += 1) {
      const messages = Array.from({ length: 50 }, (_, n) =>
        text(`${round} ${n} ${'x'.repeat(400)}`),
      )
      await mine.append(id, { messages })
    }
    using raw = await RawRedis.open(target.address)
    const before = await raw.value(`conversation:{t:u}:${id}:messages`)
    await raw.client.del('user:{t:u}:conversations', 'user:{t:u}:conversations:active')
    const file = newFile()
    expect((await threadkeep(['export', '--out', file], config)).code).toBe(0)
    expect(linesIn(file).length).toBeGreaterThan(4)
    await raw.flush()
    await raw.client.set('threadkeep:layout', '2')
    // A part of an import that was cut off: another one begins anew.
    await raw.client.rpush(`conversation:{t:u}:${id}:import`, 'something', 'else')
    const { out } = await threadkeep(['import', file], config)
    expect(out).toBe('Imported 1 conversation with 2500 messages.\n')
    expect(await raw.value(`conversation:{t:u}:${id}:messages`)).toEqual(before)
    expect(await raw.keys('*:import')).toEqual([])
    expect((await mine.list()).items).toHaveLength(1)
    await store.close()
  })

  it('leave alone what was changed, deleted or has expired since', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(configOf(target.address, { ttlSeconds: 2 }))
    const mine = store.forOwner({ tenantId: 't', userId: 'u' })
    const lasting = createStore(config)
    const kept = lasting.forOwner({ tenantId: 't', userId: 'u' })
    const short = (await mine.start()).conversation
    const deleted = (await kept.start()).conversation
    const changed = (await kept.start()).conversation
    const file = newFile()
    await threadkeep(['export', '--out', file], config)
    await kept.delete(deleted.id)
    await kept.append(changed.id, { messages: [text('newer')] })
    using raw = await RawRedis.open(target.address)
    await expect.poll(() => raw.keys(`*${short.id}`), { timeout: 10_000 }).toEqual([])
    const { code, out } = await threadkeep(['import', file, '--json'], config)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      imported: 0,
      present: 0,
      differs: 1,
      deleted: 1,
      expired: 1,
      messages: 0,
    })
    expect((await kept.get(changed.id)).messageCount).toBe(1)
    await store.close()
    await lasting.close()
  })

  it('name a conversation that cannot be read, and take the others', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    const mine = store.forOwner({ tenantId: 't', userId: 'u' })
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages: [text('a')] })
    await mine.start()
    using raw = await RawRedis.open(target.address)
    await raw.client.del(`conversation:{t:u}:${id}:messages`)
    const file = newFile()
    const { code, out, err } = await threadkeep(['export', '--out', file], config)
    expect({ code, out }).toEqual({
      code: 1,
      out: `Exported 1 conversation with 0 messages to ${file}.\n`,
    })
    expect(err).toContain(id)
    expect((await threadkeep(['import', file], config)).code).toBe(0)
    await store.close()
  })

  it('never writes over a file', async () => {
    const file = newFile()
    writeFileSync(file, 'mine')
    const outcome = await threadkeep(['export', '--out', file], () => {
      throw new Error('the environment was read')
    })
    expect(outcome).toMatchObject({ code: 2, err: expect.stringContaining("'--out <file>'") })
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })
})
