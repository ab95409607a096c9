export { obtainRedisServer, type RedisBinaries } from './obtain-redis.ts'
export { type RedisOptions, type RedisServer, startRedis } from './redis.ts'
export { type TestRedis, testRedis } from './test-redis.ts'
