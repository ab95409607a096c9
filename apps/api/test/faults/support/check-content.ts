import { type Call, type Intent, isChange, isRejected } from './history.ts'
import { perform } from './perform.ts'
import { conversationsOf, messagesOf } from './read-pages.ts'
import type { User } from './users.ts'

export interface ContentCheck {
  /** Acknowledged, and not there. */
  lost: number
  /** There more than once. */
  doubled: number
  violations: string[]
}

/** How many failed calls are repeated at a time. */
const REPEATS_AT_ONCE = 5

/** For so long a caller goes on repeating one: longer than the lease of a run whose server died. */
const TIMEOUT_MS = 15_000

/**
 * Compares what is stored with what callers were told: once as the fault left it, and once more
 * when every call that failed was repeated with its key.
 */
export async function checkContent(
  users: readonly User[],
  calls: readonly Call[],
): Promise<ContentCheck> {
  const violations: string[] = []
  const changes = calls.filter(isChange)
  const failed = changes.filter(isRejected)
  const before = await read(users)
  const acknowledged = changes.filter((call) => !isRejected(call))
  const lost = acknowledged.filter((call) => before.count(call.intent) === 0).length
  for (const call of failed) {
    const count = before.count(call.intent)
    if (count > 0 && call.result.outcome === 'not_applied') {
      violations.push(`${nameOf(call.intent)} was denied, and is there`)
    }
  }

  const repeated = await repeatAll(failed.map(({ intent }) => intent))
  violations.push(
    ...repeated.filter(isRejected).map(({ intent }) => `${nameOf(intent)} fails again`),
  )
  const after = await read(users)
  let doubled = 0
  for (const call of [...acknowledged, ...repeated]) {
    const count = after.count(call.intent)
    if (count > 1) doubled += 1
    if (count === 0) violations.push(`${nameOf(call.intent)} was acknowledged, and is not there`)
    else if (!after.isAsReturned(call)) violations.push(`${nameOf(call.intent)} is another one`)
  }
  const known = new Set(changes.map(({ intent }) => nameOf(intent)))
  violations.push(...after.names.filter((name) => !known.has(name)).map((n) => `${n} by nobody`))
  violations.push(...after.gaps)
  return { lost, doubled, violations }
}

async function repeatAll(intents: readonly Intent[]): Promise<Call[]> {
  const repeated: Call[] = []
  for (let from = 0; from < intents.length; from += REPEATS_AT_ONCE) {
    repeated.push(...(await Promise.all(intents.slice(from, from + REPEATS_AT_ONCE).map(insist))))
  }
  return repeated
}

async function insist(intent: Intent): Promise<Call> {
  const until = performance.now() + TIMEOUT_MS
  for (;;) {
    const call = await perform(intent)
    if (!isRejected(call) || performance.now() > until) return call
  }
}

/** Everything that the API shows to these users. */
async function read(users: readonly User[]) {
  const ids = new Map<string, string[]>()
  const gaps: string[] = []
  const note = (name: string, id: string) => ids.set(name, [...(ids.get(name) ?? []), id])
  for (const user of users) {
    for (const { id, title, messageCount } of await conversationsOf(user)) {
      if (title !== null) note(`${user.token} ${title}`, id)
      const messages = await messagesOf(user, id)
      const isComplete = messages.every(({ seq }, index) => seq === index + 1)
      if (!isComplete || messages.length !== messageCount) gaps.push(`${id} has gaps`)
      for (const { role, content, id: messageId, seq } of messages) {
        if (content.type !== 'text') continue
        const text = role === 'user' ? content.text : `reply to ${content.text}`
        note(`${user.token} ${id} ${text}`, `${messageId} ${seq}`)
      }
    }
  }
  for (const [name, found] of ids) {
    if (name.includes(' reply to ') && found.length > 1) gaps.push(`${name} came twice`)
  }
  return {
    gaps,
    names: [...ids.keys()].filter((name) => !name.includes(' reply to ')),
    count: (intent: Intent) => ids.get(nameOf(intent))?.length ?? 0,
    isAsReturned({ intent, result }: Call) {
      const [id] = ids.get(nameOf(intent)) ?? []
      if (!('kind' in result) || result.kind === 'read') return false
      return id === (result.kind === 'sent' ? `${result.id} ${result.seq}` : result.id)
    },
  }
}

function nameOf(intent: Intent): string {
  const { token } = intent.user
  if (intent.kind === 'send') return `${token} ${intent.conversationId} ${intent.text}`
  return intent.kind === 'start' ? `${token} ${intent.title}` : ''
}
