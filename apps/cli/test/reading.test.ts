import { type ConversationStore, createStore, type NewMessage, type Owner } from '@threadkeep/store'
import { describe, expect, it } from 'vitest'
import { configOf, jsonLines, startStandalone, TARGETS, threadkeep } from './support.ts'

const text = (words: string): NewMessage => ({
  role: 'user',
  content: { type: 'text', text: words },
})

/** Ids that hold what means something in keys, in patterns and on terminals. */
const OWNERS: readonly Owner[] = [
  { tenantId: 'contoso', userId: 'ada' },
  { tenantId: 'contoso', userId: 'b:o{b}*' },
  { tenantId: 'contoso*', userId: 'ada' },
  { tenantId: 'fabrikam ü\u001b[31m', userId: 'ada' },
]

/** Three conversations for each: active, completed, and archived with 1, 2 and 3 messages. */
async function fill(store: ConversationStore): Promise<void> {
  for (const owner of OWNERS) {
    const mine = store.forOwner(owner)
    for (const [index, status] of (['active', 'completed', 'archived'] as const).entries()) {
      const { id } = (await mine.start({ title: `title ${index}` })).conversation
      await mine.append(id, { messages: Array.from({ length: index + 1 }, () => text('hello')) })
      await mine.setStatus(id, status)
    }
  }
}

describe.each(TARGETS)('on %s', (_name, start) => {
  it('stats, list and show print what is stored, and leave no trace', async () => {
    await using target = await start()
    const config = configOf(target.address, { keyPrefix: 'app:' })
    const store = createStore(config)
    await fill(store)
    const mine = store.forOwner({ tenantId: 'contoso', userId: 'b:o{b}*' })
    const [newest] = (await mine.list()).items
    const id = newest?.id ?? ''
    await mine.append((await mine.start()).conversation.id, { messages: [text('\u001b[2J')] })
    const before = (await mine.list()).items

    const stats = await threadkeep('stats --json', config)
    expect(stats).toMatchObject({ code: 0, err: '' })
    const { tenants } = JSON.parse(stats.out)
    expect(tenants.map((each: { tenantId: string }) => each.tenantId)).toEqual([
      'contoso',
      'contoso*',
      'fabrikam ü\u001b[31m',
    ])
    expect(tenants[0]).toMatchObject({
      owners: 2,
      statuses: {
        active: { conversations: 3, messages: 3, bytes: expect.any(Number) },
        completed: { conversations: 2, messages: 4 },
        archived: { conversations: 2, messages: 6 },
        expired: { conversations: 0, messages: 0, bytes: 0 },
        unreadable: { conversations: 0 },
      },
    })
    expect(tenants[0].statuses.active.bytes).toBeGreaterThan(300)
    const shown = await threadkeep('stats', config)
    expect(shown.out.split('\n')[0]).toMatch(/^TENANT +STATUS +CONVERSATIONS +MESSAGES +MEMORY$/)
    expect(shown.out).toContain('fabrikam ü\\u{1b}[31m')
    expect(shown.out).not.toContain('\u001b')

    const users = await threadkeep('list --tenant contoso --json', config)
    expect(jsonLines(users.out)).toHaveLength(2)
    expect(jsonLines(users.out)).toContainEqual({
      tenantId: 'contoso',
      userId: 'b:o{b}*',
      conversations: 4,
      messages: 7,
    })
    const listed = await threadkeep('list --tenant contoso --user b:o{b}* --json', config)
    expect(jsonLines(listed.out)).toEqual(before)

    const where = ['show', '--tenant', 'contoso', '--user', 'b:o{b}*', '--conversation', id]
    const asJson = await threadkeep([...where, '--json'], config)
    expect(asJson.code).toBe(0)
    const asText = await threadkeep(where, config)
    expect(asText.out).toMatch(
      /archived {2}title 2\n3 messages, created [\s\S]+#3 {2}user .*\nhello\n$/,
    )
    expect((await mine.list()).items).toEqual(before)
    const { conversation, messages } = JSON.parse(asJson.out)
    expect(conversation).toEqual(newest)
    expect(messages).toEqual((await mine.messages(id)).items)
    await store.close()
  })
})

describe('list', () => {
  it('says where there is nothing, and prints an empty list', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    await store.forOwner({ tenantId: 'contoso', userId: 'ada' }).start()
    await store.close()
    for (const json of ['', ' --json']) {
      expect(await threadkeep(`list --tenant fabrikam${json}`, config)).toEqual({
        code: 0,
        out: '',
        err: 'Tenant fabrikam has nothing here.\n',
      })
      expect(await threadkeep(`list --tenant contoso --user bob${json}`, config)).toEqual({
        code: 0,
        out: '',
        err: 'User bob of tenant contoso has nothing here.\n',
      })
    }
    expect(await threadkeep('list --tenant contoso', config)).toEqual({
      code: 0,
      out: 'ada  1 conversation  0 messages\n',
      err: '',
    })
  })
})

describe('show', () => {
  it('reads a long conversation by pages, whole', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    const owner = { tenantId: 'contoso', userId: 'ada' }
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    for (let round = 0; round < 2; round += 1) {
      const messages = Array.from({ length: 50 }, (_, n) =>
        text(`${round} ${n} ${'x'.repeat(20_000)}`),
      )
      await mine.append(id, { messages })
    }
    const { code, out } = await threadkeep(
      `show --tenant contoso --user ada --conversation ${id} --json`,
      config,
    )
    expect(code).toBe(0)
    const seqs = JSON.parse(out).messages.map(({ seq }: { seq: number }) => seq)
    expect(seqs).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
    await store.close()
  })

  it('says that a conversation is not there, and ends with 1', async () => {
    await using target = await startStandalone()
    const line =
      'show --tenant contoso --user ada --conversation 019ac5f0-2f6b-7c3e-9d58-3f0a5b1c7e21'
    expect(await threadkeep(line, configOf(target.address))).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('no such conversation'),
    })
  })
})
