import type { OwnerKeys } from '../../redis/keys.ts'
import type { RunScript } from '../../redis/scripts/runner.ts'
import { ADMIN_SCRIPTS } from '../scripts.ts'

/** All by which a conversation can be checked, at one moment; see lua/admin/inspect.lua. */
export interface Inspection {
  id: string
  now: number
  /** Redis's words; `none` for a key that is not there. */
  conversationType: string
  messagesType: string
  record: string
  messages: number
  /** Milliseconds; -1: without an expiry, -2: no such key. */
  expiry: {
    conversation: number
    messages: number
    all: number
    byStatus: number[]
    external: number
  }
  /** By updatedAt; undefined where it is not in that index. */
  scores: { all: number | undefined; byStatus: (number | undefined)[] }
  externalId: string
  fields: [name: string, value: string][]
}

export function conversationKeys(keys: OwnerKeys, id: string): string[] {
  const { fields, messages } = keys.conversation(id)
  return [fields, messages, ...keys.shared.slice(0, 5)]
}

export async function inspect(run: RunScript, keys: OwnerKeys, id: string): Promise<Inspection> {
  const reply = await run(ADMIN_SCRIPTS.inspect, conversationKeys(keys, id), [id])
  const [
    conversation = 0,
    messages = 0,
    all = 0,
    active = 0,
    completed = 0,
    archived = 0,
    external = 0,
  ] = [6, 7, 8, 9, 10, 11, 12].map(reply.number)
  const [inAll, ...byStatus] = [13, 14, 15, 16].map((position) => {
    const score = reply.text(position)
    return score === '' ? undefined : Number(score)
  })
  const texts = reply.texts(18)
  return {
    id,
    now: reply.number(1),
    conversationType: reply.text(2),
    messagesType: reply.text(3),
    record: reply.text(4),
    messages: reply.number(5),
    expiry: { conversation, messages, all, byStatus: [active, completed, archived], external },
    scores: { all: inAll, byStatus },
    externalId: reply.text(17),
    fields: texts.flatMap((name, at) => (at % 2 === 0 ? [[name, texts[at + 1] ?? '']] : [])),
  }
}
