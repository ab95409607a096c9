import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type ConversationStore, StoreUnavailableError } from '@threadkeep/store'
import { text } from './fill.ts'

export interface Phase {
  /** How long calls took, in milliseconds. */
  p50: number
  p99: number
  max: number
  calls: number
  /** Which calls failed, when, after how long and why. */
  errors: string[]
  /** The longest time for which this process, and with it its calls, stood still, in milliseconds. */
  stall: number
}

export interface Traffic {
  /** Of the calls that ended since it was asked last. */
  take(): Phase
  stop(): Promise<void>
}

/** Appends, reads and lists of some users of their own tenant, so many calls a second. */
export async function startTraffic(store: ConversationStore, perSecond: number): Promise<Traffic> {
  const users = Array.from({ length: 20 }, (_, user) =>
    store.forOwner({ tenantId: 'traffic', userId: `user ${user}` }),
  )
  const ids = await Promise.all(users.map(async (mine) => (await mine.start()).conversation.id))
  const underWay = new Set<Promise<void>>()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  let times: number[] = []
  let errors: string[] = []
  let made = 0

  async function call(): Promise<void> {
    made += 1
    const place = made % users.length
    const [mine, id = ''] = [users[place], ids[place]]
    const name = (['messages', 'list', 'append'] as const)[(made + 2) % 3] ?? 'append'
    const at = new Date().toISOString()
    const began = performance.now()
    try {
      if (name === 'append') await mine?.append(id, { messages: [text('hello')] })
      else if (name === 'messages') await mine?.messages(id)
      else await mine?.list()
    } catch (error) {
      const took = Math.round(performance.now() - began)
      errors.push(`${at} ${name} of user ${place} after ${took} ms: ${describe(error)}`)
    }
    times.push(performance.now() - began)
  }

  const timer = setInterval(() => {
    const each = call().finally(() => underWay.delete(each))
    underWay.add(each)
  }, 1000 / perSecond)

  return {
    take() {
      const sorted = times.sort((a, b) => a - b)
      const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
      const phase = {
        p50: at(0.5),
        p99: at(0.99),
        max: sorted.at(-1) ?? 0,
        calls: sorted.length,
        errors,
        stall: delay.max / 1e6,
      }
      times = []
      errors = []
      delay.reset()
      return phase
    },
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
      delay.disable()
    },
  }
}

function describe(error: unknown): string {
  if (!(error instanceof StoreUnavailableError)) return String(error)
  return `${error.reason} ${error.outcome}: ${error.detail}`
}
