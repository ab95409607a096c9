import type { Conversation } from '@threadkeep/shared'
import type { Client } from '../../support/api.ts'

export type Calls = Client['conversation']

export const text = (words: string) => ({ type: 'text', text: words }) as const

export interface Mutation {
  name: string
  make(mine: Calls, conversationId: string): Promise<unknown>
  /** The result of the same call, made once more. */
  again: 'the same' | 'CONVERSATION_NOT_FOUND'
  /** What must be so afterwards, whether the call was made once or several times. */
  leaves(seen: Calls, conversationId: string): Promise<unknown>
  expected: object
}

const revisionAndTitle = async (seen: Calls, conversationId: string) => {
  const { title, status, revision }: Conversation = await seen.get.query({ conversationId })
  return { title, status, revision }
}
const titles = async (seen: Calls) => {
  const { items } = await seen.list.query({})
  return items.map(({ title }) => title).toSorted()
}
export const words = async (seen: Calls, conversationId: string) => {
  const { items } = await seen.messages.query({ conversationId })
  return items.map(({ content }) => content.type === 'text' && content.text)
}

/** Every mutation of the API, made of a conversation with the title `first`. */
export const MUTATIONS: Mutation[] = [
  {
    name: 'start',
    make: (mine) => mine.start.mutate({ title: 'another', idempotencyKey: 'start' }),
    again: 'the same',
    leaves: titles,
    expected: ['another', 'first'],
  },
  {
    name: 'send',
    make: (mine, conversationId) =>
      mine.send.mutate({ conversationId, content: text('hello'), idempotencyKey: 'send' }),
    again: 'the same',
    leaves: words,
    expected: ['hello', 'You said: hello'],
  },
  {
    name: 'rename',
    make: (mine, conversationId) => mine.rename.mutate({ conversationId, title: 'renamed' }),
    again: 'the same',
    leaves: revisionAndTitle,
    expected: { title: 'renamed', status: 'active', revision: 2 },
  },
  {
    name: 'setStatus',
    make: (mine, conversationId) => mine.setStatus.mutate({ conversationId, status: 'archived' }),
    again: 'the same',
    leaves: revisionAndTitle,
    expected: { title: 'first', status: 'archived', revision: 2 },
  },
  {
    name: 'setMetadata',
    make: (mine, conversationId) =>
      mine.setMetadata.mutate({ conversationId, metadata: { pinned: true } }),
    again: 'the same',
    leaves: revisionAndTitle,
    expected: { title: 'first', status: 'active', revision: 2 },
  },
  {
    name: 'delete',
    make: (mine, conversationId) => mine.delete.mutate({ conversationId }),
    // The second delete is rejected: the first removed the conversation.
    again: 'CONVERSATION_NOT_FOUND',
    leaves: titles,
    expected: [],
  },
  {
    name: 'eraseAll',
    make: (mine) => mine.eraseAll.mutate({ confirm: true }),
    again: 'the same',
    leaves: titles,
    expected: [],
  },
]
