import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { isStoreError } from '../../src/errors.ts'
import { text } from '../../testing/conformance/support/samples.ts'

export interface Counts {
  calls: number
  ok: number
  unavailable: number
  other: number
  slowestMs: number
}

const CALLERS = 12
const PACE_MS = 20
const RETRY_MS = 50

/** A change under a key of its own, and whether it was acknowledged. */
interface Change {
  apply(): Promise<unknown>
  isAcknowledged: boolean
}

/** Calls of one owner, of every kind; remembers what was acknowledged. */
export function createLoad(mine: OwnerConversations, ids: readonly string[]) {
  const changes: Change[] = []
  const said = new Map<string, boolean>()
  let counts = new Map<string, Counts>()

  function change(apply: () => Promise<unknown>): Promise<unknown> {
    const entry = { apply, isAcknowledged: false }
    changes.push(entry)
    return apply().then(() => {
      entry.isAcknowledged = true
    })
  }

  function append(id: string) {
    const key = randomUUID()
    said.set(key, false)
    return change(async () => {
      await mine.append(id, { messages: [text(key)], idempotencyKey: key })
      said.set(key, true)
    })
  }

  function start() {
    const key = randomUUID()
    said.set(key, false)
    return change(async () => {
      await mine.start({ title: key, idempotencyKey: key })
      said.set(key, true)
    })
  }

  const OPERATIONS: Record<string, (id: string) => Promise<unknown>> = {
    append,
    start,
    get: (id) => mine.get(id),
    list: () => mine.list(),
    messages: (id) => mine.messages(id),
    rename: (id) => mine.update(id, { title: randomUUID() }),
  }

  async function measure(name: string, call: Promise<unknown>): Promise<void> {
    const from = performance.now()
    const none: Counts = { calls: 0, ok: 0, unavailable: 0, other: 0, slowestMs: 0 }
    const count = counts.get(name) ?? none
    counts.set(name, count)
    count.calls += 1
    const end = await call.then(
      () => 'ok' as const,
      (error: unknown) => {
        const isUnavailable = isStoreError(error) && error.reason === 'STORE_UNAVAILABLE'
        return isUnavailable ? ('unavailable' as const) : ('other' as const)
      },
    )
    count[end] += 1
    count.slowestMs = Math.max(count.slowestMs, performance.now() - from)
  }

  return {
    async runFor(ms: number): Promise<void> {
      const until = performance.now() + ms
      const callers = Array.from({ length: CALLERS }, async (_each, caller) => {
        for (let n = caller; performance.now() < until; n++) {
          const operations = Object.entries(OPERATIONS)
          const [name, act] = operations[n % operations.length] ?? []
          const id = ids[n % ids.length]
          if (name && act && id) await measure(name, act(id))
          await pause(PACE_MS)
        }
      })
      await Promise.all(callers)
    },
    takeCounts(): Map<string, Counts> {
      const taken = counts
      counts = new Map()
      return taken
    },
    /** Repeats what was not acknowledged until it is; then each change must be there once. */
    async settle() {
      const acknowledged = changes.filter(({ isAcknowledged }) => isAcknowledged).length
      for (const { apply, isAcknowledged } of changes) {
        if (isAcknowledged) continue
        while (
          !(await apply().then(
            () => true,
            () => false,
          ))
        )
          await pause(RETRY_MS)
      }
      const found = new Map<string, number>()
      const note = (key: string) => found.set(key, (found.get(key) ?? 0) + 1)
      for await (const { conversation, messages } of mine.export()) {
        if (conversation.title !== null) note(conversation.title)
        for await (const { content } of messages) if (content.type === 'text') note(content.text)
      }
      return {
        acknowledged,
        lost: [...said.keys()].filter((key) => !found.has(key)).length,
        doubled: [...said.keys()].filter((key) => (found.get(key) ?? 0) > 1).length,
      }
    },
  }
}
