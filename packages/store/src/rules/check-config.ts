import {
  isKeyPrefix,
  KEY_PREFIX_RULE,
  MAX_TTL_SECONDS,
  MAX_WAIT_REPLICAS,
  type RedisStoreConfig,
  type StoreConfig,
} from '../config.ts'
import { modeProblem, readRedisUrl } from './redis-url.ts'

const REQUIRED = {
  memory: ['ttlSeconds', 'limits', 'maxConversations'],
  redis: ['ttlSeconds', 'limits', 'address', 'commandTimeoutMs', 'waitReplicas'],
} as const satisfies { [Kind in StoreConfig['kind']]: readonly string[] }

/**
 * Of settings that come from code, not from the environment: what is no number of seconds would
 * reach Redis as one, and be rejected there with the first change.
 */
export function checkConfig(config: StoreConfig): void {
  checkComplete(config)
  checkInteger('ttlSeconds', config.ttlSeconds, 1, MAX_TTL_SECONDS)
  for (const [name, limit] of Object.entries(config.limits)) {
    checkInteger(`limits.${name}`, limit, 1)
  }
  if (config.kind === 'memory') checkInteger('maxConversations', config.maxConversations, 1)
  else checkRedisConfig(config)
}

/** JavaScript can leave anything out, and an unknown kind would be the store in memory. */
function checkComplete(config: Partial<StoreConfig> = {}): void {
  const { kind } = config
  if (kind !== 'memory' && kind !== 'redis')
    throw new TypeError(`kind must be memory or redis${HELP}`)
  const missing = REQUIRED[kind].filter((name) => Reflect.get(config, name) === undefined)
  if (missing.length > 0) throw new TypeError(`${missing.join(', ')} must be given${HELP}`)
}

const HELP = ': see StoreConfig; parseStoreEnv() returns a whole one'

function checkRedisConfig(config: RedisStoreConfig): void {
  const { address, keyPrefix = '' } = config
  checkInteger('commandTimeoutMs', config.commandTimeoutMs, 1)
  checkInteger('waitReplicas', config.waitReplicas, 0, MAX_WAIT_REPLICAS)
  const { readyShare = 1 } = config
  if (!(readyShare > 0 && readyShare <= 1)) {
    throw new TypeError('readyShare must be above 0, and 1 at most')
  }
  if (!isKeyPrefix(keyPrefix)) throw new TypeError(`keyPrefix ${KEY_PREFIX_RULE}`)
  if ((config.tlsCertPath === undefined) !== (config.tlsKeyPath === undefined)) {
    throw new TypeError('tlsCertPath and tlsKeyPath go together')
  }
  if (config.entra && config.credentials === undefined) {
    throw new TypeError('entra needs credentials: see @threadkeep/entra')
  }
  if (address.mode === 'sentinel') {
    if (config.credentials && address.password !== undefined) throw new TypeError(TWO_PASSWORDS)
    return
  }
  const url = readRedisUrl(address.url)
  if (typeof url === 'string') throw new TypeError(`address.url ${url}`)
  const problem = modeProblem(url, address.mode)
  if (problem !== undefined) throw new TypeError(`address.url ${problem}`)
  if (config.credentials && url.password !== '') throw new TypeError(TWO_PASSWORDS)
}

const TWO_PASSWORDS = 'address has a password, and credentials have another'

function checkInteger(name: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER) {
  if (Number.isInteger(value) && value >= min && value <= max) return
  throw new TypeError(`${name} must be a whole number from ${min} to ${max}`)
}
