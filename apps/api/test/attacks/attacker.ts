/**
 * The attacker, in a process of its own: run-attack.ts starts it with an attack as JSON, and ends it.
 * On another machine it would take no processor from the server, so here it has the lowest priority.
 */
import { setMaxListeners } from 'node:events'
import { constants, setPriority } from 'node:os'
import { z } from 'zod'
import { hostilePages } from './hostile-user.ts'
import { endlessBodies, flood, idleConnections, unreadResponses } from './strangers.ts'

const UserSchema = z.object({ token: z.string(), conversationId: z.string() })
const AttackSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pages'),
    user: UserSchema,
    calls: z.number(),
    connections: z.number(),
    reading: z.enum(['at once', 'never', 'in drips']),
  }),
  z.object({ kind: z.literal('idle'), count: z.number() }),
  z.object({ kind: z.literal('bodies'), framing: z.string() }),
  z.object({ kind: z.literal('flood'), path: z.string(), headers: z.string() }),
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
      return endlessBodies(attack.framing)(url, signal)
    case 'flood':
      return flood(attack.path, attack.headers)(url, signal)
    case 'unread':
      return unreadResponses(attack.path, attack.count)(url, signal)
  }
}

const [, , url, json] = process.argv
if (url !== undefined && json !== undefined) {
  setPriority(constants.priority.PRIORITY_LOW)
  const { signal } = new AbortController()
  // One for every connection.
  setMaxListeners(0, signal)
  await perform(AttackSchema.parse(JSON.parse(json)), url, signal)
}
