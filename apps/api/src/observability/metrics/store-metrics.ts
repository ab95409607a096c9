import type { StoreObserver } from '@threadkeep/store'
import { Counter, Histogram, type Registry } from 'prom-client'
import { LATENCY_BUCKETS } from './latency-buckets.ts'
import { measureRedis } from './redis-metrics.ts'

/** Counts the store's operations and, on Redis, events of its connection. */
export function measureStore(registry: Registry, kind: 'redis' | 'memory'): StoreObserver {
  const registers = [registry]
  const operations = new Counter({
    name: 'threadkeep_store_operations_total',
    help: 'Operations of the store by how they ended: ok, replayed, or the reason of the error.',
    labelNames: ['operation', 'outcome'],
    registers,
  })
  const durations = new Histogram({
    name: 'threadkeep_store_operation_duration_seconds',
    help: 'How long operations of the store took, waiting for a lost connection included.',
    labelNames: ['operation'],
    buckets: LATENCY_BUCKETS,
    registers,
  })
  const repairs = new Counter({
    name: 'threadkeep_store_index_repairs_total',
    help: 'Conversations gone from Redis that a list removed from its index.',
    registers,
  })
  const unreadable = new Counter({
    name: 'threadkeep_store_unreadable_total',
    help: 'Damaged conversations that lists passed over, counted at most once a minute for each owner.',
    registers,
  })
  // Without Redis, a connection gauge of 0 would be a permanent alert.
  const redis = kind === 'redis' ? measureRedis(registry) : undefined

  return (event) => {
    switch (event.type) {
      case 'operation':
        operations.inc({ operation: event.operation, outcome: event.outcome })
        durations.observe({ operation: event.operation }, event.ms / 1000)
        break
      case 'index-repaired':
        repairs.inc(event.conversations)
        break
      case 'unreadable':
        unreadable.inc(event.conversations)
        break
      case 'connection':
        redis?.connection(event.state)
        break
      case 'connection-error':
        redis?.error(event.code)
        break
      case 'outage':
      case 'warning':
        break
    }
  }
}
