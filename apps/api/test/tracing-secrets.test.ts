import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { StoreUnavailableError } from '@threadkeep/store'
import { expect, test } from 'vitest'
import { traceStore } from '../src/observability/tracing/store-spans.ts'
import { clientWith, memoryStore, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { recordSpans } from './support/recorded-spans.ts'
import { rejection } from './support/rejection.ts'
import { signToken } from './support/tokens.ts'

const { exporter } = recordSpans()

/** Of runs of agents see agents/secrets.test.ts. */
test('no span holds what people wrote, who they are, or how they proved it', async () => {
  const canaries = ['canary-title', 'canary-text', 'canary-key', 'canary-meta', 'canary-detail']
  const [title, text, idempotencyKey, meta, detail] = canaries
  const store = memoryStore(DEFAULT_LIMITS, traceStore('memory'))
  await using api = await startApi({
    store: {
      ...store,
      forOwner: (owner) => ({
        ...store.forOwner(owner),
        list: () => Promise.reject(new StoreUnavailableError('unknown', String(detail))),
        setStatus: () => Promise.reject(new Error(detail)),
      }),
    },
  })
  const owner = newOwner('canary-user')
  const token = await signToken(owner)
  const { conversation } = clientWith(api.url, token)
  const { id: conversationId } = await conversation.start.mutate({ title, metadata: { meta } })
  const content = { type: 'text', text: String(text) } as const
  await conversation.send.mutate({ conversationId, content, idempotencyKey })
  await rejection(conversation.send.mutate({ conversationId: String(text), content }))
  await rejection(conversation.list.query())
  await rejection(conversation.setStatus.mutate({ conversationId, status: 'archived' }))

  const said = exporter.getFinishedSpans().map(({ name, attributes, status, events, links }) => {
    return { name, attributes, status, events, links }
  })
  expect(said.map(({ name }) => name)).toContain('conversation.setStatus')
  const everything = JSON.stringify(said)
  expect(everything).not.toContain('canary')
  for (const secret of [token, owner.tenantId, conversationId]) {
    expect(everything).not.toContain(secret)
  }
})
