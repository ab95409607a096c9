import type { UIMessage } from 'ai'
import { fromContent, type UIContent } from './content.ts'
import { isObject } from './is-object.ts'
import { toMessageId } from './message-id.ts'
import type { Message } from './types.ts'

/**
 * Stored messages, oldest first, as `useChat` takes and shows them. Everything between two messages of
 * the user is one message of the assistant, as it is while it is streamed.
 */
export function toUIMessages(conversationId: string, messages: readonly Message[]): UIMessage[] {
  const shown: UIMessage[] = []
  const firstOfUser = messages.findIndex(({ role }) => role === 'user')
  let reply: Message[] = []

  function endReply() {
    const [first] = reply
    if (first === undefined) return
    const id = toMessageId(conversationId, first.seq)
    shown.push({ id, role: 'assistant', ...toReply(reply) })
    reply = []
  }

  for (const [index, message] of messages.entries()) {
    const { role, seq } = message
    // What is said before the user's first message is no reply.
    if (role === 'user' || firstOfUser === -1 || index < firstOfUser) {
      endReply()
      const roleShown = role === 'tool' ? 'assistant' : role
      const id = toMessageId(conversationId, seq)
      shown.push({ id, role: roleShown, ...contentOf(roleShown, message) })
    } else {
      reply.push(message)
    }
  }
  endReply()
  return shown
}

/** What the messages of one reply say together. */
export function toReply(messages: readonly Message[]): UIContent {
  return messages.map((message) => contentOf('assistant', message)).reduce(join, { parts: [] })
}

function contentOf(role: UIMessage['role'], { content, metadata }: Message): UIContent {
  const said = fromContent(role, content)
  return metadata === undefined ? said : join(said, { parts: [], metadata })
}

function join(one: UIContent, other: UIContent): UIContent {
  const parts = [...one.parts, ...other.parts]
  if (other.metadata === undefined) return { ...one, parts }
  const metadata =
    isObject(one.metadata) && isObject(other.metadata)
      ? { ...one.metadata, ...other.metadata }
      : other.metadata
  return { parts, metadata }
}
