import { describe, expect, test } from 'vitest'
import { startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { rejectedWith, rejection } from './support/rejection.ts'

const UNKNOWN = '019a0000-0000-7000-8000-000000000000'

describe('a conversation', () => {
  test('is started, talked in, found, renamed, closed, reopened and deleted', async () => {
    await using api = await startApi()
    const owner = newOwner()
    const { conversation } = await api.as(owner)

    const started = await conversation.start.mutate({ title: 'Leave', metadata: { topic: 'hr' } })
    expect(started).toMatchObject({
      ...owner,
      status: 'active',
      title: 'Leave',
      metadata: { topic: 'hr' },
      messageCount: 0,
      revision: 1,
    })

    const sent = await conversation.send.mutate({
      conversationId: started.id,
      content: { type: 'text', text: 'Hello' },
    })
    expect(sent.message).toMatchObject({ seq: 1, role: 'user', content: { text: 'Hello' } })
    expect(sent.replies[0]).toMatchObject({
      seq: 2,
      role: 'assistant',
      content: { type: 'text', text: 'You said: Hello' },
    })
    expect(sent.replayed).toBe(false)
    expect(sent.conversation).toMatchObject({
      messageCount: 2,
      revision: 3,
      lastMessagePreview: 'You said: Hello',
    })

    const history = await conversation.messages.query({ conversationId: started.id })
    expect(history).toEqual({ items: [sent.message, ...sent.replies], hasMore: false })

    const listed = await conversation.list.query()
    expect(listed.items.map(({ id }) => id)).toEqual([started.id])
    expect(listed.nextCursor).toBeNull()

    const renamed = await conversation.rename.mutate({
      conversationId: started.id,
      title: 'Parental leave',
      expectedRevision: 3,
    })
    expect(renamed).toMatchObject({ title: 'Parental leave', revision: 4 })

    const pinned = await conversation.setMetadata.mutate({
      conversationId: started.id,
      metadata: { pinned: true },
      expectedRevision: 4,
    })
    // Replaced as a whole: `topic` is gone.
    expect(pinned).toMatchObject({ title: 'Parental leave', revision: 5 })
    expect(pinned.metadata).toEqual({ pinned: true })

    const completed = await conversation.setStatus.mutate({
      conversationId: started.id,
      status: 'completed',
    })
    expect(completed.status).toBe('completed')
    const late = conversation.send.mutate({
      conversationId: started.id,
      content: { type: 'text', text: 'One more thing' },
    })
    expect(await rejectedWith(late)).toEqual({ status: 412, reason: 'CONVERSATION_NOT_ACTIVE' })
    await conversation.setStatus.mutate({ conversationId: started.id, status: 'active' })

    const read = await conversation.get.query({ conversationId: started.id })
    expect(read).toMatchObject({ status: 'active', revision: 7, title: 'Parental leave' })

    const deleted = await conversation.delete.mutate({ conversationId: started.id })
    expect(deleted).toEqual({ deleted: true })
    const gone = conversation.get.query({ conversationId: started.id })
    expect(await rejectedWith(gone)).toEqual({ status: 404, reason: 'CONVERSATION_NOT_FOUND' })
  })

  test('can be started with nothing at all', async () => {
    await using api = await startApi()
    const { conversation } = await api.as(newOwner())
    const started = await conversation.start.mutate({})
    expect(started).toMatchObject({ title: null, metadata: {}, status: 'active' })
  })

  test('is started once, however often the same start is sent', async () => {
    await using api = await startApi()
    const { conversation } = await api.as(newOwner())
    const input = { title: 'Leave', idempotencyKey: 'start-1' }
    const first = await conversation.start.mutate(input)
    expect(await conversation.start.mutate(input)).toEqual(first)
    const other = conversation.start.mutate({ ...input, title: 'Travel' })
    expect(await rejectedWith(other)).toEqual({ status: 409, reason: 'IDEMPOTENCY_KEY_REUSED' })
    expect((await conversation.list.query()).items).toHaveLength(1)
  })

  test('changed by another client meanwhile is a conflict that names the revision', async () => {
    await using api = await startApi()
    const { conversation } = await api.as(newOwner())
    const { id } = await conversation.start.mutate({ title: 'One' })
    await conversation.rename.mutate({ conversationId: id, title: 'Two' })
    const late = conversation.rename.mutate({
      conversationId: id,
      title: 'Three',
      expectedRevision: 1,
    })
    expect((await rejection(late)).data).toMatchObject({
      httpStatus: 409,
      reason: 'REVISION_CONFLICT',
      currentRevision: 2,
    })
  })

  test('that nobody started is not found by any procedure', async () => {
    await using api = await startApi()
    const { conversation } = await api.as(newOwner())
    const target = { conversationId: UNKNOWN }
    const calls = [
      conversation.get.query(target),
      conversation.messages.query(target),
      conversation.send.mutate({ ...target, content: { type: 'text', text: 'Hello' } }),
      conversation.setStatus.mutate({ ...target, status: 'archived' }),
      conversation.rename.mutate({ ...target, title: 'Mine' }),
      conversation.delete.mutate(target),
    ]
    const notFound = { status: 404, reason: 'CONVERSATION_NOT_FOUND' }
    expect(await Promise.all(calls.map(rejectedWith))).toEqual(calls.map(() => notFound))
  })
})

describe('a list', () => {
  test('pages as an infinite query asks for it: a direction with every page, null first', async () => {
    await using api = await startApi()
    const { conversation } = await api.as(newOwner())
    const started: string[] = []
    for (let n = 0; n < 5; n++) started.unshift((await conversation.start.mutate({})).id)

    const found: string[] = []
    let cursor: string | null = null
    do {
      const page = await conversation.list.query({ limit: 2, cursor, direction: 'forward' })
      found.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(found).toEqual(started)
  })

  test('shows one status, and rejects the cursor of another filter', async () => {
    await using api = await startApi()
    const { conversation } = await api.as(newOwner())
    const first = await conversation.start.mutate({})
    await conversation.start.mutate({})
    await conversation.setStatus.mutate({ conversationId: first.id, status: 'archived' })

    const archived = await conversation.list.query({ status: 'archived' })
    expect(archived.items.map(({ id }) => id)).toEqual([first.id])

    const { nextCursor } = await conversation.list.query({ limit: 1 })
    const other = conversation.list.query({ status: 'active', cursor: nextCursor })
    expect(await rejectedWith(other)).toEqual({ status: 400, reason: 'INVALID_CURSOR' })
  })
})

test('messages page backwards and forwards by seq', async () => {
  await using api = await startApi()
  const { conversation } = await api.as(newOwner())
  const { id: conversationId } = await conversation.start.mutate({})
  for (const text of ['a', 'b', 'c']) {
    await conversation.send.mutate({ conversationId, content: { type: 'text', text } })
  }
  const seqs = async (input: { limit: number; afterSeq?: number; beforeSeq?: number }) => {
    const { items, hasMore } = await conversation.messages.query({ conversationId, ...input })
    return { seqs: items.map(({ seq }) => seq), hasMore }
  }
  expect(await seqs({ limit: 2 })).toEqual({ seqs: [5, 6], hasMore: true })
  expect(await seqs({ limit: 4, beforeSeq: 5 })).toEqual({ seqs: [1, 2, 3, 4], hasMore: false })
  expect(await seqs({ limit: 3, afterSeq: 2 })).toEqual({ seqs: [3, 4, 5], hasMore: true })
})

test('erasing all removes what is mine and says how much it was', async () => {
  await using api = await startApi()
  const owner = newOwner()
  const { conversation } = await api.as(owner)
  const other = await api.as({ ...owner, userId: 'grace' })
  await other.conversation.start.mutate({})
  for (let n = 0; n < 3; n++) {
    const { id } = await conversation.start.mutate({})
    await conversation.send.mutate({ conversationId: id, content: { type: 'text', text: 'Hi' } })
  }
  const erased = await conversation.eraseAll.mutate({ confirm: true })
  expect(erased).toEqual({ conversations: 3, messages: 6 })
  expect((await conversation.list.query()).items).toEqual([])
  expect((await other.conversation.list.query()).items).toHaveLength(1)
})
