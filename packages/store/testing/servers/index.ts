export { type Authority, createAuthority, type KeyPair, type Validity } from './certificates.ts'
export { type ClusterOptions, type RedisCluster, startCluster } from './cluster.ts'
export { obtainRedisServer, type RedisBinaries } from './obtain/obtain-redis.ts'
export { pollUntil } from './poll.ts'
export { type FaultProxy, type ProxyCounters, type ProxyTarget, startProxy } from './proxy/proxy.ts'
export type { Fault } from './proxy/proxy-fault.ts'
export { type RedisOptions, type RedisServer, startRedis } from './redis.ts'
export { type SentinelGroup, type SentinelOptions, startSentinel } from './sentinel.ts'
export { type TestRedis, testRedis } from './test-redis.ts'
export { startTlsRedis, type TlsRedisOptions, type TlsRedisServer } from './tls.ts'
export {
  startTokenAuthority,
  type TokenAuthority,
  type TokenAuthorityOptions,
} from './token-authority.ts'
