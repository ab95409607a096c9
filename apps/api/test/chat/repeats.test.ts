import { createAgent } from '@threadkeep/agents'
import type { Owner } from '@threadkeep/shared'
import type {
  ConversationRuns,
  ConversationStore,
  OwnerConversations,
  RunLease,
} from '@threadkeep/store'
import { expect, test } from 'vitest'
import { echoAgent, memoryStore, startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { rejectedWith } from '../support/rejection.ts'
import { startConversation } from '../support/started-conversation.ts'

const say = (text: string) => ({ type: 'text', text }) as const

test.each(['counting', 'none'])(
  'an edit that was edited away is not repeated: %s',
  async (name) => {
    const none = await createAgent({ name: 'none', timeoutMs: 1000 })
    await using api = await startApi({ agent: name === 'none' ? none : await echoAgent() })
    const { conversation, conversationId, texts } = await startConversation(api)
    await conversation.send.mutate({ conversationId, content: say('one') })
    const { message } = await conversation.send.mutate({ conversationId, content: say('two') })
    const edit = { conversationId, seq: message.seq, content: say('new'), idempotencyKey: 'e' }
    await conversation.edit.mutate(edit)
    await conversation.edit.mutate({ conversationId, seq: 1, content: say('newer') })
    const left = await texts()
    const rejection = { status: 409, reason: 'MESSAGES_REMOVED' }
    expect(await rejectedWith(conversation.edit.mutate(edit))).toEqual(rejection)
    expect(await texts()).toEqual(left)
  },
)

// Below the 25 seconds that a repeat waits for a run.
const timeout = { timeout: 20_000 }

test(
  'a repeat does not wait for a run of another server that ended meanwhile',
  timeout,
  async () => {
    const owner = newOwner()
    const store = memoryStore()
    const { id } = (await store.forOwner(owner).start()).conversation
    const lease = await runOfAnotherServer(store.forOwner(owner).runs(id))
    await using api = await startApi({ store: { ...store, forOwner: endingLate(store, lease) } })
    const { conversation } = await api.as(owner)
    const repeat = { conversationId: id, content: say('hello'), idempotencyKey: 'k' }
    expect(await conversation.send.mutate(repeat)).toMatchObject({
      run: { status: 'completed' },
      replies: [{ seq: 2 }],
      replayed: true,
    })
  },
)

/** Taken over, because one process cannot be two servers: by the key it knows a run as its own. */
async function runOfAnotherServer(runs: ConversationRuns): Promise<RunLease> {
  const { lease } = await runs.begin({ content: say('hello'), idempotencyKey: 'k' })
  await lease?.giveBack()
  const taken = await runs.takeOver('keep')
  if (taken === null) throw new Error('there is no lease')
  return taken
}

/** The run ends just before a watch of its conversation begins. */
function endingLate({ forOwner }: ConversationStore, lease: RunLease) {
  return (owner: Owner): OwnerConversations => {
    const conversations = forOwner(owner)
    const runs = (id: string): ConversationRuns => {
      const ofConversation = conversations.runs(id)
      return {
        ...ofConversation,
        async *watch(options) {
          const messages = [{ role: 'assistant' as const, content: say('reply') }]
          await lease.finish({ status: 'completed', messages })
          yield* ofConversation.watch(options)
        },
      }
    }
    return { ...conversations, runs }
  }
}
