import { Counter, Gauge, type Registry } from 'prom-client'

export interface RedisMetrics {
  connection(state: 'ready' | 'lost'): void
  error(code: string): void
}

export function measureRedis(registry: Registry): RedisMetrics {
  const registers = [registry]
  const connected = new Gauge({
    name: 'threadkeep_redis_connected',
    help: '1 while there is a connection to Redis that is ready for commands, else 0.',
    registers,
  })
  const reconnects = new Counter({
    name: 'threadkeep_redis_reconnects_total',
    help: 'Connections to Redis made after the first.',
    registers,
  })
  const errors = new Counter({
    name: 'threadkeep_redis_connection_errors_total',
    help: 'Errors of connections to Redis, by the code of the system, of TLS or of Redis.',
    labelNames: ['code'],
    registers,
  })
  let connectedBefore = false

  return {
    connection(state) {
      connected.set(state === 'ready' ? 1 : 0)
      if (state === 'lost') return
      if (connectedBefore) reconnects.inc()
      connectedBefore = true
    },
    error(code) {
      errors.inc({ code })
    },
  }
}
