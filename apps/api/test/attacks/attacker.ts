/** The attacker, in a process of its own: attacker-process.ts starts it, with an attack as JSON. */
import { once, setMaxListeners } from 'node:events'
import { z } from 'zod'
import { hostilePages } from './hostile-user.ts'
import { endlessBodies, flood, idleConnections, pipelining, unreadResponses } from './strangers.ts'

const UserSchema = z.object({ token: z.string(), conversationId: z.string() })
const AttackSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pages'),
    user: UserSchema,
    calls: z.number(),
    shortLists: z.number().optional(),
    connections: z.number(),
    reading: z.enum(['at once', 'never', 'in drips']),
  }),
  z.object({ kind: z.literal('idle'), count: z.number() }),
  z.object({
    kind: z.literal('bodies'),
    framing: z.string(),
    chunkBytes: z.number().optional(),
  }),
  z.object({ kind: z.literal('flood'), path: z.string(), headers: z.string() }),
  z.object({ kind: z.literal('pipelining') }),
  z.object({ kind: z.literal('unread'), path: z.string(), count: z.number() }),
])

/** What an attacker does, until it is ended. */
export type Attack = z.infer<typeof AttackSchema>

function perform(attack: Attack, url: string, signal: AbortSignal): Promise<void> {
  switch (attack.kind) {
    case 'pages':
      return hostilePages(attack.user, attack)(url, signal)
    case 'idle':
      return idleConnections(attack.count)(url, signal)
    case 'bodies':
      return endlessBodies(attack)(url, signal)
    case 'flood':
      return flood(attack.path, attack.headers)(url, signal)
    case 'pipelining':
      return pipelining(url, signal)
    case 'unread':
      return unreadResponses(attack.path, attack.count)(url, signal)
  }
}

const [, , url, json] = process.argv
if (url !== undefined && json !== undefined) {
  // Loading this took a second, which is no part of the attack.
  process.send?.('ready')
  await once(process, 'message')
  const { signal } = new AbortController()
  // One for every connection.
  setMaxListeners(0, signal)
  await perform(AttackSchema.parse(JSON.parse(json)), url, signal)
}
