import { afterAll, expect, test } from 'vitest'
import { createThreadkeepClient } from '../src/index.ts'
import { PATIENCE, startApi } from './support/api-process.ts'
import { newOwner } from './support/owners.ts'
import { loadSnippets } from './support/snippets.ts'
import { signToken } from './support/tokens.ts'

/* What docs/client.md and the README show is run as it stands there. */

const api = await startApi()
afterAll(() => api[Symbol.asyncDispose]())

const PAGES = ['docs/client.md', 'README.md', 'packages/client/README.md']
const token = await signToken(newOwner())
const snippets = await loadSnippets(PAGES, { url: api.url, token })

test('the docs have snippets', () => {
  expect(snippets.length).toBeGreaterThanOrEqual(6)
})

test.each(snippets)('$page: $code', async ({ code, run }) => {
  const client = createThreadkeepClient({ url: `${api.url}/trpc`, token })
  const { id: conversationId } = await client.conversation.start.mutate({})
  const stop = new AbortController()
  let said = ''
  const ended = run({
    api: client,
    stop,
    conversationId,
    console: { log: (...words) => (said += `${words.join(' ')}\n`) },
  })
  if (code.includes('for await')) {
    // What is sent from here on is an event.
    await expect.poll(() => said, PATIENCE).not.toBe('')
    const content = { type: 'text', text: 'Where to?' } as const
    await client.conversation.send.mutate({ conversationId, content })
    await expect.poll(() => said, PATIENCE).toMatch(/You said: Where to\?|message/)
    stop.abort()
  }
  await ended
  if (code.includes('isFailure')) {
    expect(said).toMatch(/^title: .+\nINVALID_INPUT .*[\w-]{36}\nwait for 0 ms\n$/)
  }
  if (code.includes('setMetadata')) {
    const changed = await client.conversation.get.query({ conversationId })
    expect(changed).toMatchObject({ title: 'Lisbon', metadata: { pinned: true } })
  }
  if (!code.includes('Travel plans')) return
  const { items } = await client.conversation.list.query({ limit: 1 })
  expect(items).toMatchObject([{ title: 'Travel plans' }])
})
