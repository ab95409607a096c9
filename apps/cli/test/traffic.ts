import { type ConversationStore, StoreUnavailableError } from '@threadkeep/store'
import { text } from './fill.ts'

export interface Traffic {
  /** How long the calls took that ended since it was asked last, in milliseconds, and why some failed. */
  take(): { p50: number; p99: number; calls: number; errors: string[] }
  stop(): Promise<void>
}

/** Appends, reads and lists of some users of their own tenant, so many calls a second. */
export async function startTraffic(store: ConversationStore, perSecond: number): Promise<Traffic> {
  const users = Array.from({ length: 20 }, (_, user) =>
    store.forOwner({ tenantId: 'traffic', userId: `user ${user}` }),
  )
  const ids = await Promise.all(users.map(async (mine) => (await mine.start()).conversation.id))
  const underWay = new Set<Promise<void>>()
  let times: number[] = []
  let errors: string[] = []
  let made = 0

  async function call(): Promise<void> {
    made += 1
    const place = made % users.length
    const [mine, id = ''] = [users[place], ids[place]]
    const began = performance.now()
    try {
      if (made % 3 === 0) await mine?.append(id, { messages: [text('hello')] })
      else if (made % 3 === 1) await mine?.messages(id)
      else await mine?.list()
    } catch (error) {
      errors.push(error instanceof StoreUnavailableError ? error.detail : String(error))
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
      const taken = { p50: at(0.5), p99: at(0.99), calls: sorted.length, errors }
      times = []
      errors = []
      return taken
    },
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
    },
  }
}
