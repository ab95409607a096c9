/*
 * How the canary tries a command: with these arguments after its key, which is a string. Most are
 * rejected for the type of the key, but only after the right to run them was checked.
 */

/** In this order: commands that extend the key's expiry come before those that shorten it. */
export const KEY_TRIALS = [
  'PEXPIREAT 9999999999999',
  'PEXPIRE 1000',
  'EXPIRE 1',
  'EXISTS',
  'GET',
  'HDEL f',
  'HEXISTS f',
  'HGET f',
  'HGETALL',
  'HLEN',
  'HMGET f',
  'HSCAN 0',
  'HSET f v',
  'INCRBY 1',
  'LINDEX 0',
  'LLEN',
  'LRANGE 0 0',
  'LSET 0 v',
  'LTRIM 0 0',
  'PTTL',
  'RPUSH v',
  'TYPE',
  'ZADD 1 m',
  'ZCARD',
  'ZCOUNT 0 1',
  'ZRANGE 0 0',
  'ZRANGEBYSCORE 0 1',
  'ZREM m',
  'ZREMRANGEBYSCORE 0 1',
  'ZREVRANGE 0 0',
  'ZSCORE m',
] as const

export const KEYLESS_TRIALS = ['DBSIZE'] as const

/** Run by the canary in any case. */
const BY_ITSELF = ['SET', 'UNLINK', 'TIME']

export const TRIED_COMMANDS: readonly string[] = [
  ...[...KEY_TRIALS, ...KEYLESS_TRIALS].map((trial) => trial.split(' ')[0] ?? ''),
  ...BY_ITSELF,
]
