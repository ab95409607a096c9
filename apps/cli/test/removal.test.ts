import { createStore } from '@threadkeep/store'
import { openStoreAdmin } from '@threadkeep/store/admin'
import { describe, expect, it } from 'vitest'
import { ARCHIVES, namesIn } from './archive-places.ts'
import { messagesOf } from './fill.ts'
import { configOf, startStandalone, threadkeep } from './support.ts'

const OWNER = { tenantId: 't', userId: 'u' }
const { signal } = new AbortController()

describe('the removal from Redis', () => {
  it('says the same to a call that is repeated, and takes only the copy with the claim', async () => {
    await using target = await startStandalone()
    const store = createStore(configOf(target.address))
    const admin = await openStoreAdmin(configOf(target.address), { maxOps: 1000, signal })
    const mine = store.forOwner(OWNER)
    const { id, revision } = (await mine.start()).conversation
    const { moves } = admin.forOwner(OWNER)
    expect(await moves.moveOut(id, revision, 'a')).toBe('changed')
    expect(await moves.claim(id, 'a')).toBe(true)
    expect(await moves.claim(id, 'b')).toBe(true)
    expect(await moves.moveOut(id, revision, 'a')).toBe('changed')
    expect(await moves.state(id, 'a')).toBe('obsolete')
    expect(await moves.moveOut(id, revision, 'b')).toBe('moved')
    expect(await moves.moveOut(id, revision, 'b')).toBe('moved')
    expect(await moves.state(id, 'b')).toBe('moved')
    expect(await moves.claim(id, 'c')).toBe(false)
    await moves.forget(id, 'c')
    expect(await moves.state(id, 'b')).toBe('moved')
    await moves.forget(id, 'b')
    expect(await moves.state(id, 'b')).toBe('unknown')
    expect(await moves.moveOut(id, revision, 'b')).toBe('gone')
    admin.close()
    await store.close()
  })

  it('leaves what is young, what changed since, and what a run works on', async () => {
    await using target = await startStandalone()
    await using places = await ARCHIVES[0][1]()
    const config = configOf(target.address)
    const store = createStore(config)
    const admin = await openStoreAdmin(config, { maxOps: 1000, signal })
    const mine = store.forOwner(OWNER)
    const { moves } = admin.forOwner(OWNER)
    const { id, revision } = (await mine.start()).conversation
    await moves.claim(id, 'a')
    await mine.append(id, { messages: messagesOf(1) })
    expect(await moves.moveOut(id, revision, 'a')).toBe('changed')
    await mine.runs(id).begin({ content: { type: 'text', text: 'a' } })
    const current = (await mine.get(id)).revision
    expect(await moves.moveOut(id, current, 'a')).toBe('changed')
    const { place, store: objects } = await places.make()
    const archive = ['archive', '--to', place, '--older-than']
    expect((await threadkeep([...archive, '1m'], config)).out).toMatch(/^Moved 0 conversations/)
    expect((await threadkeep([...archive, '0m'], config)).out).toContain('1 changed meanwhile')
    expect(await namesIn(objects)).toEqual([])
    expect((await mine.messages(id)).items).toHaveLength(3)
    await mine.delete(id)
    expect(await moves.moveOut(id, current, 'a')).toBe('gone')
    admin.close()
    await store.close()
  })
})
