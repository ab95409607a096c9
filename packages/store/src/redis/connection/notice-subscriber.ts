import { Cluster } from 'ioredis'
import type { RedisStoreConfig } from '../../config.ts'
import type { Notice, NoticeListener } from '../../notice.ts'
import type { StoreObserver } from '../../store-events.ts'
import { watchChannel } from '../keys.ts'
import { errorLabel } from './classify-error.ts'
import { type ConnectionMonitor, createConnectionMonitor } from './connection-monitor.ts'
import { createClient } from './create-client.ts'

export interface NoticeSubscriber {
  subscribe(ownerKey: string, listener: NoticeListener): () => void
  close(): void
}

/**
 * One connection for all notices that this process waits for, opened when the first listener comes.
 * After each reconnect, and once a subscription has begun, listeners get `lost`: notices may have been
 * missed, so they read on from what they have.
 */
export function createNoticeSubscriber(
  config: RedisStoreConfig,
  observe: StoreObserver,
): NoticeSubscriber {
  const listeners = new Map<string, Set<NoticeListener>>()
  let isWarned = false
  let connection: Connection | undefined
  let successor: Connection | undefined
  const connections = () => [connection, successor].filter((each) => each !== undefined)
  const unfollow = config.credentials?.onRenewed(replace)

  function tell(channel: string, notice: Notice): void {
    for (const listener of listeners.get(channel) ?? []) listener(notice)
  }

  /**
   * If the connection is lost again, the next one subscribes. A missing right does not come by
   * itself.
   */
  function warn(error: unknown): void {
    if (errorLabel(error) !== 'NOPERM' || isWarned) return
    isWarned = true
    observe({
      type: 'warning',
      message:
        'A right is missing: the Redis user may not subscribe to its channels (&watch:*). Watchers see changes seconds late.',
    })
  }

  function connect(onSubscribed: () => void = () => {}): Connection {
    const client = createClient(config, { shardedSubscribers: true })
    const monitor = createConnectionMonitor(
      client,
      (event) => {
        // The store's main connection reports connects and disconnects already.
        if (event.type !== 'connection') observe(event)
      },
      config.credentials,
      { isSubscriber: true },
    )
    const receive = (channel: string, message: string) => {
      const notice = parseNotice(message)
      if (notice !== undefined) tell(channel, notice)
    }
    client.on('message', receive)
    client.on('smessage', receive)

    async function begin(channels: string[]): Promise<void> {
      for (const channel of channels) {
        await subscribeTo(client, channel)
        tell(channel, { type: 'lost' })
      }
    }
    // ioredis's own resubscribing does not report when it is done.
    client.on('ready', () => {
      begin([...listeners.keys()]).then(onSubscribed, warn)
    })
    return { client, monitor, begin: (channel) => begin([channel]).catch(warn) }
  }

  /**
   * Credentials that end are renewed by another connection, which is there before the first one goes: with
   * RESP2 a subscriber cannot log in again, and a cluster's client has one for each shard, out of reach.
   * Meanwhile a notice may come twice.
   */
  function replace(): void {
    if (connection === undefined) return
    successor?.monitor.close()
    const next = connect(() => {
      if (successor !== next) return
      connection?.monitor.close()
      connection = next
      successor = undefined
    })
    successor = next
  }

  return {
    subscribe(ownerKey, listener) {
      const channel = watchChannel(ownerKey, config.keyPrefix)
      connection ??= connect()
      const known = listeners.get(channel)
      const channelListeners = known ?? new Set()
      channelListeners.add(listener)
      listeners.set(channel, channelListeners)
      if (known !== undefined) queueMicrotask(() => listener({ type: 'lost' }))
      else {
        for (const { monitor, begin } of connections()) if (monitor.isReady()) void begin(channel)
      }
      return () => {
        channelListeners.delete(listener)
        if (channelListeners.size > 0 || listeners.get(channel) !== channelListeners) return
        listeners.delete(channel)
        for (const { client } of connections()) {
          unsubscribeFrom(client, channel).catch(() => undefined)
        }
      }
    },
    close() {
      unfollow?.()
      for (const { monitor } of connections()) monitor.close()
    },
  }
}

type Client = ReturnType<typeof createClient>

interface Connection {
  client: Client
  monitor: ConnectionMonitor
  begin(channel: string): Promise<void>
}

/**
 * Uses sharded channels on a cluster that has them (Redis 7); lib/notices.lua decides the same way.
 */
async function subscribeTo(client: Client, channel: string): Promise<void> {
  if (client instanceof Cluster) {
    try {
      await client.ssubscribe(channel)
      return
    } catch (error) {
      if (!(error instanceof Error) || !/unknown command/i.test(error.message)) throw error
    }
  }
  await client.subscribe(channel)
}

async function unsubscribeFrom(client: Client, channel: string): Promise<void> {
  if (client instanceof Cluster) await client.sunsubscribe(channel).catch(() => undefined)
  await client.unsubscribe(channel)
}

function parseNotice(message: string): Notice | undefined {
  const [type = '', id = ''] = message.split(' ')
  switch (type) {
    case 'changed':
    case 'deleted':
    case 'said':
    case 'stop':
      return { type, id }
    case 'erased':
      return { type }
    default:
      return undefined
  }
}
