import { afterAll, describe, expect, test } from 'vitest'
import { failureReason, watch, watchList } from '../../src/index.ts'
import { PATIENCE, startApi } from '../support/api-process.ts'
import { connect } from '../support/connect.ts'
import { repliesIn, saidIn, startWatching } from '../support/watching.ts'

const api = await startApi({ ECHO_DELAY_MS: '20' })
afterAll(() => api[Symbol.asyncDispose]())

const ID = '019a0000-0000-7000-8000-000000000000'
const text = Array.from({ length: 30 }, (_, index) => `word${index}`).join(' ')
const content = { type: 'text', text } as const

async function watchesOpen(): Promise<number> {
  const metrics = await (await fetch(`${api.url}/metrics`)).text()
  return Number(/^threadkeep_watches_open (\d+)$/m.exec(metrics)?.[1])
}

describe('a watch', () => {
  test('hands out a reply as it is said, and the messages that it becomes', async () => {
    const { client, conversation } = await connect(api.url)
    const { id: conversationId } = await conversation.start.mutate({})
    await using watching = startWatching(client, conversationId)
    await expect.poll(() => watching.events.length, PATIENCE).toBe(1)
    const sent = await conversation.send.mutate({ conversationId, content, wait: false })
    expect(sent.replies).toEqual([])
    await expect.poll(() => watching.state().reply?.text, PATIENCE).toContain('word3 ')
    await expect.poll(() => watching.state().run?.status, PATIENCE).toBe('completed')

    // What is said last may come as the stored message alone.
    expect(`You said: ${text}`.startsWith(saidIn(watching.events))).toBe(true)
    expect(saidIn(watching.events)).toContain('word20 ')
    const { items } = await conversation.messages.query({ conversationId })
    expect(watching.state().messages).toEqual(items)
    expect(watching.state().conversation).toMatchObject({ messageCount: 2 })
    expect(watching.state().reply).toBeNull()
  })

  test('that is opened in mid-run begins with what was said so far', async () => {
    const { client, conversation } = await connect(api.url)
    const { id: conversationId } = await conversation.start.mutate({})
    await using first = startWatching(client, conversationId)
    await conversation.send.mutate({ conversationId, content, wait: false })
    await expect.poll(() => first.state().reply?.text, PATIENCE).toContain('word3 ')
    await using second = startWatching(client, conversationId)
    await expect.poll(() => second.state().reply?.text, PATIENCE).toContain('word3 ')
    await expect.poll(() => second.state().run?.status, PATIENCE).toBe('completed')
    expect(repliesIn(second.state())).toEqual([`You said: ${text}`])
  })

  test('is resumed behind an event by its id', async () => {
    const { client, conversation } = await connect(api.url)
    const { id: conversationId } = await conversation.start.mutate({})
    await using first = startWatching(client, conversationId)
    await conversation.send.mutate({ conversationId, content })
    await expect.poll(() => first.state().run?.status, PATIENCE).toBe('completed')
    const at = first.events.findIndex(({ data }) => data.type === 'delta')
    const lastEventId = first.events[at]?.id
    await using second = startWatching(client, conversationId, { lastEventId })
    await expect.poll(() => second.events.at(-1)?.data.type, PATIENCE).toBe('run')
    // The deltas may be joined otherwise; all else is what the first one got.
    const others = ({ events }: typeof first) =>
      events.flatMap(({ data }) => (data.type === 'delta' ? [] : [data]))
    expect(others(second)).toEqual(others(first).slice(-others(second).length))
    expect(saidIn(first.events.slice(0, at + 1)) + saidIn(second.events)).toBe(saidIn(first.events))
  })

  test('says that a run was stopped', async () => {
    const { client, conversation } = await connect(api.url)
    const { id: conversationId } = await conversation.start.mutate({})
    await using watching = startWatching(client, conversationId)
    await conversation.send.mutate({ conversationId, content, wait: false })
    await expect.poll(() => watching.state().reply?.text, PATIENCE).toContain('word1 ')
    await conversation.stop.mutate({ conversationId })
    await expect.poll(() => watching.state().run?.status, PATIENCE).toBe('stopped')
    const reply = watching.state().messages.at(-1)
    expect(reply?.metadata).toEqual({ finishReason: 'stopped' })
    expect(`You said: ${text}`).toContain(repliesIn(watching.state())[0])
  })

  test('ends with an abort, or when it is no longer read, and leaves nothing open', async () => {
    const { client, conversation } = await connect(api.url)
    const { id: conversationId } = await conversation.start.mutate({})
    const before = await watchesOpen()
    const abort = new AbortController()
    const watching = startWatching(client, conversationId, { signal: abort.signal })
    for await (const { data } of watch(client, conversationId)) {
      expect(data.type).toBe('conversation')
      break
    }
    await expect.poll(() => watching.events.length, PATIENCE).toBe(1)
    abort.abort()
    expect(await watching.ended).toBeUndefined()
    await expect.poll(watchesOpen, PATIENCE).toBe(before)
    const never = startWatching(client, conversationId, { signal: AbortSignal.abort() })
    expect(await never.ended).toBeUndefined()
    expect(never.events).toEqual([])
  })

  test('ends with the conversation', async () => {
    const { client, conversation, failures } = await connect(api.url)
    const gone = startWatching(client, ID)
    expect(failureReason(await gone.ended)).toBe('CONVERSATION_NOT_FOUND')
    const { id: conversationId } = await conversation.start.mutate({})
    await using watching = startWatching(client, conversationId)
    await expect.poll(() => watching.events.length, PATIENCE).toBe(1)
    await conversation.delete.mutate({ conversationId })
    expect(failureReason(await watching.ended)).toBe('CONVERSATION_NOT_FOUND')
    expect(failures).toEqual(Array(2).fill('watch CONVERSATION_NOT_FOUND'))
  })

  test('calls back where that is wanted, with the state of its connection', async () => {
    const { conversation } = await connect(api.url)
    const { id: conversationId } = await conversation.start.mutate({})
    const types: string[] = []
    const states: string[] = []
    const subscription = conversation.watch.subscribe(
      { conversationId },
      {
        onData: ({ data }) => types.push(data.type),
        onConnectionStateChange: ({ state }) => states.push(state),
      },
    )
    await expect.poll(() => types, PATIENCE).toEqual(['conversation'])
    expect(states).toEqual(['pending'])
    subscription.unsubscribe()
  })
})

test('a watch of the list begins with a reset, and sends every change', async () => {
  const { client, conversation } = await connect(api.url)
  const abort = new AbortController()
  const seen: string[] = []
  const ended = (async () => {
    for await (const { data } of watchList(client, { signal: abort.signal })) {
      seen.push(data.type === 'changed' ? `changed ${data.conversation.title}` : data.type)
    }
  })()
  await expect.poll(() => seen, PATIENCE).toEqual(['reset'])
  const { id: conversationId } = await conversation.start.mutate({ title: 'Travel' })
  await expect.poll(() => seen, PATIENCE).toContain('changed Travel')
  await conversation.delete.mutate({ conversationId })
  await expect.poll(() => seen.at(-1), PATIENCE).toBe('deleted')
  abort.abort()
  await ended
})
