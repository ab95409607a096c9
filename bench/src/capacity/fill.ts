import { createStore, DEFAULT_LIMITS, type NewMessage } from '@threadkeep/store'
import type { Shape } from './model.ts'

const CALLERS = 200

/** Conversations as the API stores them: begun, and their messages appended at once. */
export async function fill(
  url: string,
  shape: Shape,
  onProgress: (done: number) => void = () => {},
): Promise<void> {
  const store = createStore({
    kind: 'redis',
    address: { mode: 'standalone', url },
    ttlSeconds: 2_592_000,
    limits: DEFAULT_LIMITS,
    commandTimeoutMs: 30_000,
    waitReplicas: 0,
  })
  let next = 0
  const caller = async () => {
    while (next < shape.conversations) {
      const index = next++
      const user = Math.floor(index / shape.conversationsPerUser)
      // As long as the ids that Entra ID gives out.
      const owner = { tenantId: uuidLike(user % 100), userId: uuidLike(user) }
      const mine = store.forOwner(owner)
      const { id } = (await mine.start({ title: `Conversation ${index}` })).conversation
      await mine.append(id, { messages: messagesOf(shape, index * shape.messagesPerConversation) })
      if (index % 10_000 === 0) onProgress(index)
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, caller))
  await store.close()
}

function messagesOf({ messagesPerConversation, textBytes }: Shape, seed: number): NewMessage[] {
  return Array.from({ length: messagesPerConversation }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: { type: 'text', text: textOf(textBytes, seed + index) },
  }))
}

const WORDS = `
a of the to and in is that for it as was with be by on not he his but at are this have from
which one would all will there say who make when can more if no man out other so what time
up go about than into could state only new year some take come these know see use get like
then first any work now may such give over think most even find day also after way many
must look before great back through long where much should well people down own just
because good each those feel seem how high too place little world very still nation hand
old life tell write become here show
`.split(/\s/)

/** Words in no order, which compress about as badly as what people write. */
function textOf(bytes: number, seed: number): string {
  let text = ''
  for (let n = seed; text.length < bytes; ) {
    n = (Math.imul(n, 1_664_525) + 1_013_904_223) >>> 0
    text += `${WORDS[(n >>> 16) % WORDS.length]} `
  }
  return text.slice(0, bytes)
}

function uuidLike(n: number): string {
  const digits = n.toString(16).padStart(32, '0')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
