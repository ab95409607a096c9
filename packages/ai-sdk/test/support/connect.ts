import { randomUUID } from 'node:crypto'
import { Chat } from '@ai-sdk/react'
import {
  createThreadkeepClient,
  type ThreadkeepClient,
  type ThreadkeepClientOptions,
} from '@threadkeep/client'
import type { ChatInit, UIMessage } from 'ai'
import { expect } from 'vitest'
import { loadMessages, ThreadkeepChatTransport } from '../../src/index.ts'
import { signToken } from './api-process.ts'
import type { ScriptedAgent } from './scripted-agent.ts'

type Finish = Parameters<NonNullable<ChatInit<UIMessage>['onFinish']>>[0]

export interface Tab {
  readonly client: ThreadkeepClient
  readonly id: string
  readonly chat: Chat<UIMessage>
  readonly errors: readonly string[]
  readonly finishes: readonly Finish[]
  /** What `onData` was called with. */
  readonly data: readonly unknown[]
}

export interface TestConversation {
  readonly id: string
  readonly client: ThreadkeepClient
  /** Another page of the same user. */
  openTab(options?: Partial<ThreadkeepClientOptions>): Promise<Tab>
}

/** Of an owner that no other test has. */
export async function startConversation(url: string): Promise<TestConversation> {
  const token = await signToken({ tenantId: randomUUID(), userId: 'ada' })
  const newClient = (options: Partial<ThreadkeepClientOptions> = {}) =>
    createThreadkeepClient({ url: `${url}/trpc`, token, retry: { baseDelayMs: 20 }, ...options })
  const client = newClient()
  const { id } = await client.conversation.start.mutate({})
  return { id, client, openTab: (options) => openTab(newClient(options), id) }
}

/** The AI SDK's own class, which `useChat` is on, with what is stored, as after a reload. */
async function openTab(client: ThreadkeepClient, id: string): Promise<Tab> {
  const errors: string[] = []
  const finishes: Finish[] = []
  const data: unknown[] = []
  const chat = new Chat({
    id,
    messages: await loadMessages(client, id),
    transport: new ThreadkeepChatTransport({ client }),
    onError: (error) => errors.push(error.message),
    onFinish: (finish) => finishes.push(finish),
    onData: (part) => data.push(part),
  })
  return { client, id, chat, errors, finishes, data }
}

/** Sends a message, and has the agent reply. */
export async function exchange(
  agent: ScriptedAgent,
  { chat, id }: Tab,
  text: string,
  reply: string,
): Promise<void> {
  const sent = chat.sendMessage({ text })
  const turn = await agent.nextTurn(id)
  await turn.say(reply)
  await turn.end()
  await sent
}

/** One line for each message. */
export function linesOf(messages: readonly UIMessage[]): string[] {
  return messages.map(({ role, parts }) => {
    const text = parts.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('')
    return `${role}: ${text}`
  })
}

/** What is shown is what is stored. */
export async function expectShownAsStored({ client, id, chat }: Tab): Promise<void> {
  const stored = await loadMessages(client, id)
  expect(withoutUserIds(chat.messages)).toEqual(withoutUserIds(stored))
}

/** Until it is loaded again, a message that a page sent has the id that the AI SDK gave it. */
export function withoutUserIds(messages: readonly UIMessage[]): object[] {
  return messages.map(({ id, ...rest }) => (rest.role === 'user' ? rest : { id, ...rest }))
}
