import type { Random } from '@threadkeep/store/testing'
import { pick } from '../../support/random.ts'
import { type Call, type Intent, isRejected } from './history.ts'
import { perform } from './perform.ts'
import { PRIVATE_WORD } from './settings.ts'
import type { User } from './users.ts'

export interface Load extends AsyncDisposable {
  /** Every call that got a response so far, in the order of the responses. */
  readonly calls: readonly Call[]
  /** Ends the load, and waits for what is under way. */
  stop(): Promise<void>
}

export interface LoadOptions {
  users: readonly [User, ...User[]]
  callsPerSecond: number
  random: Random
  textBytes?: number
}

/** A conversation with a message for everybody, one call after the other. */
export async function warmUp(users: readonly User[]): Promise<Call[]> {
  const calls: Call[] = []
  const make = async (intent: Intent) => {
    const call = await perform(intent)
    acknowledge(call)
    calls.push(call)
  }
  for (const user of users) {
    await make({ kind: 'start', user, key: 'first', title: `${PRIVATE_WORD} title` })
    await make({ kind: 'list', user, acknowledged: user.acknowledged.size })
    for (const conversationId of user.acknowledged.keys()) {
      const text = `${PRIVATE_WORD} message`
      await make({ kind: 'send', user, conversationId, key: 'first', text })
      const acknowledged = user.acknowledged.get(conversationId) ?? 0
      await make({ kind: 'get', user, conversationId, acknowledged })
    }
  }
  return calls
}

const TICK_MS = 10

/** Calls at a steady pace, whether or not those before have ended, as many callers do. */
export function startLoad({ users, callsPerSecond, random, textBytes = 0 }: LoadOptions): Load {
  const calls: Call[] = []
  const underWay = new Set<Promise<void>>()
  const filler = '.'.repeat(textBytes)
  const startedAt = performance.now()
  let begun = 0
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1000) * callsPerSecond
    for (; begun < due; begun += 1) {
      const work = perform(nextIntent(pick(random, users), begun, random, filler)).then((call) => {
        acknowledge(call)
        calls.push(call)
        underWay.delete(work)
      })
      underWay.add(work)
    }
  }, TICK_MS)
  const stop = async () => {
    clearInterval(timer)
    await Promise.all(underWay)
  }
  return { calls, stop, [Symbol.asyncDispose]: stop }
}

function nextIntent(user: User, n: number, random: Random, filler: string): Intent {
  const [first, ...others] = user.acknowledged.keys()
  const dice = random()
  if (dice < 0.1) return { kind: 'list', user, acknowledged: user.acknowledged.size }
  if (first === undefined || dice < 0.15) {
    return { kind: 'start', user, key: `start ${n}`, title: `${PRIVATE_WORD} title ${n}` }
  }
  const conversationId = pick(random, [first, ...others])
  if (dice < 0.3) {
    const acknowledged = user.acknowledged.get(conversationId) ?? 0
    return { kind: 'get', user, conversationId, acknowledged }
  }
  const text = `${PRIVATE_WORD} message ${n}${filler}`
  return { kind: 'send', user, conversationId, key: `send ${n}`, text }
}

function acknowledge(call: Call): void {
  const { intent, result } = call
  if (isRejected(call)) return
  const { acknowledged } = intent.user
  if (intent.kind === 'send') {
    const { conversationId } = intent
    acknowledged.set(conversationId, (acknowledged.get(conversationId) ?? 0) + 1)
  } else if ('kind' in result && result.kind === 'started') {
    acknowledged.set(result.id, 0)
  }
}
