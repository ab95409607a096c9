import { ownerKey } from '../../src/codec/owner-key.ts'
import type { RedisStoreConfig } from '../../src/config.ts'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { createNoticeSubscriber } from '../../src/redis/connection/notice-subscriber.ts'
import { openRateLimitConnection } from '../../src/redis/connection/rate-limit-connection.ts'
import type { StoreEvent } from '../../src/store-events.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { pollUntil } from '../../testing/index.ts'
import { newOwner, openStore, storeConfig } from './support.ts'

export interface Seen {
  calls: number
  errors: unknown[]
  /** What the log would hold. */
  told: StoreEvent[]
  noticesMissed: number
  changesMissed: number
}

const OWNERS = 2

/** Every kind of connection that a process has is in use until `stop`. */
export function startTraffic(
  settings: Pick<RedisStoreConfig, 'address'> & Partial<RedisStoreConfig>,
): { stop(): Promise<Seen> } {
  const config = storeConfig(settings)
  const seen: Seen = { calls: 0, errors: [], told: [], noticesMissed: 0, changesMissed: 0 }
  const observe = (event: StoreEvent) => {
    if (/^(warning|outage|connection-error)$/.test(event.type)) seen.told.push(event)
    if (event.type === 'connection' && event.state === 'lost') seen.told.push(event)
  }
  const store = openStore('', settings, { observe })
  const subscriber = createNoticeSubscriber(config, observe)
  const counts = openRateLimitConnection(config)
  let isStopping = false

  async function call<Result>(act: () => Promise<Result>): Promise<Result | undefined> {
    seen.calls += 1
    try {
      return await act()
    } catch (error) {
      seen.errors.push(error)
      return undefined
    }
  }

  async function callAll(mine: OwnerConversations, id: string): Promise<void> {
    await call(() => mine.append(id, { messages: [text('a')] }))
    await call(() => mine.messages(id))
    await call(() => mine.list())
    const health = await call(() => store.health())
    if (health?.status !== 'healthy') seen.errors.push(health)
    await call(() => counts.client.ping())
  }

  async function serveOwner(): Promise<void> {
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const watching = new AbortController()
    let [notices, changes, begun, appended] = [0, 0, 0, 0]
    let isSubscribed = false
    subscriber.subscribe(ownerKey(owner), ({ type }) => {
      if (type === 'lost') {
        isSubscribed = true
        // What is read on behind it, for the old connection went with some that it had not handed on.
        notices = Math.max(notices, begun)
      }
      if (type === 'changed') notices += 1
    })
    const { id } = (await mine.start()).conversation
    const watch = (async () => {
      for await (const { event } of mine.changes({ signal: watching.signal })) {
        if (event.type === 'changed') changes = event.conversation.messageCount
      }
    })().catch((error: unknown) => {
      if (!watching.signal.aborted) seen.errors.push(error)
    })
    await pollUntil('the subscription is there', async () => isSubscribed)
    notices = 0
    while (!isStopping) {
      begun += 1
      await callAll(mine, id)
      appended += 1
    }
    const isAllThere = async () => notices >= appended && changes >= appended
    await pollUntil('the last change is seen', isAllThere, 10_000).catch(() => undefined)
    seen.noticesMissed += Math.max(0, appended - notices)
    seen.changesMissed += appended - changes
    watching.abort()
    await watch
  }

  const served = Promise.all(Array.from({ length: OWNERS }, serveOwner))
  return {
    async stop() {
      isStopping = true
      await served
      subscriber.close()
      counts.close()
      await store.close()
      return seen
    },
  }
}
