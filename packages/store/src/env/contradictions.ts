import { modeProblem, readRedisUrl } from '../rules/redis-url.ts'
import type { EnvIssue } from './env-error.ts'
import { isKeyPair, isReadable } from './pem-files.ts'
import type { Source } from './redis-env-schema.ts'

type Rule = [broken: boolean, variable: string, message: string]

/**
 * Settings that contradict each other, so that one would be ignored silently: a password, or TLS.
 */
export function contradictions(env: Source): EnvIssue[] {
  const rules = hasAddress(env)
    ? [
        ...addressRules(env),
        ...urlRules(env),
        ...tlsRules(env),
        ...clusterRules(env),
        ...entraRules(env),
      ]
    : memoryRules(env)
  return [...rules, ...sentinelRules(env)]
    .filter(([broken]) => broken)
    .map(([, variable, message]) => ({ variable, message }))
}

const has = (env: Source, ...names: string[]) => names.every((name) => env[name] !== undefined)
const isSet = (env: Source, name: string) => has(env, name) && !IDLE.includes(env[name] ?? '')
/** Of a flag or a number of replicas: as if it were not there. */
const IDLE = ['false', '0', 'password']
/** Tokens log in; REDIS_USERNAME then stands for what they name. */
const isEntra = (env: Source) => env['REDIS_AUTH'] === 'entra'

const hasAddress = (env: Source) =>
  ['REDIS_URL', 'REDIS_HOSTNAME', 'REDIS_SENTINELS'].some((name) => has(env, name))

/** REDIS_TTL is not among them: it is the memory store's as well. */
const ONLY_WITH_ADDRESS = [
  'REDIS_PORT',
  'REDIS_USERNAME',
  'REDIS_PASSWORD',
  'REDIS_AUTH',
  'REDIS_TLS',
  'REDIS_TLS_CA',
  'REDIS_TLS_CERT',
  'REDIS_TLS_KEY',
  'REDIS_CLUSTER',
  'REDIS_CLUSTER_SEEDS',
  'REDIS_COMMAND_TIMEOUT_MS',
  'REDIS_WAIT_REPLICAS',
  'REDIS_LAYOUT',
  'READY_SHARE',
  'REDIS_KEY_PREFIX',
]

function memoryRules(env: Source): Rule[] {
  const isProduction = env['NODE_ENV'] === 'production'
  return [
    [isProduction, 'REDIS_URL', 'is needed in production (or REDIS_HOSTNAME, or REDIS_SENTINELS)'],
    ...ONLY_WITH_ADDRESS.map(
      (name): Rule => [
        isSet(env, name),
        name,
        'needs the address of a Redis: REDIS_URL, REDIS_HOSTNAME or REDIS_SENTINELS',
      ],
    ),
  ]
}

function addressRules(env: Source): Rule[] {
  const parts = [...(isEntra(env) ? [] : ['REDIS_USERNAME', 'REDIS_PASSWORD']), 'REDIS_PORT']
  return [
    [has(env, 'REDIS_URL', 'REDIS_HOSTNAME'), 'REDIS_HOSTNAME', 'excludes REDIS_URL'],
    [has(env, 'REDIS_URL', 'REDIS_SENTINELS'), 'REDIS_SENTINELS', 'excludes REDIS_URL'],
    [has(env, 'REDIS_HOSTNAME', 'REDIS_SENTINELS'), 'REDIS_SENTINELS', 'excludes REDIS_HOSTNAME'],
    ...parts.map((name): Rule => [has(env, 'REDIS_URL', name), name, 'belongs into REDIS_URL']),
    [
      has(env, 'REDIS_SENTINELS', 'REDIS_PORT'),
      'REDIS_PORT',
      'is for REDIS_HOSTNAME; REDIS_SENTINELS have their own',
    ],
    [
      has(env, 'REDIS_USERNAME') && !has(env, 'REDIS_PASSWORD') && !isEntra(env),
      'REDIS_USERNAME',
      'needs REDIS_PASSWORD, or REDIS_AUTH=entra',
    ],
    [
      has(env, 'MEMORY_MAX_CONVERSATIONS'),
      'MEMORY_MAX_CONVERSATIONS',
      'is for the memory store, and there is the address of a Redis',
    ],
  ]
}

function urlRules(env: Source): Rule[] {
  const text = env['REDIS_URL']
  if (text === undefined) return []
  const url = readRedisUrl(text)
  const mode = env['REDIS_CLUSTER'] === 'true' ? 'cluster' : 'standalone'
  const problem = typeof url === 'string' ? url : modeProblem(url, mode)
  return [[problem !== undefined, 'REDIS_URL', problem ?? '']]
}

function tlsRules(env: Source): Rule[] {
  const isPlain = env['REDIS_URL'] !== undefined && !/^rediss:/i.test(env['REDIS_URL'])
  const isPlainSentinel = has(env, 'REDIS_SENTINELS') && env['REDIS_TLS'] !== 'true'
  const files = ['REDIS_TLS_CA', 'REDIS_TLS_CERT', 'REDIS_TLS_KEY']
  const [cert = '', key = ''] = [env['REDIS_TLS_CERT'], env['REDIS_TLS_KEY']]
  return [
    ...files.flatMap((name): Rule[] => [
      [has(env, name) && isPlain, name, 'needs a rediss:// URL'],
      [has(env, name) && isPlainSentinel, name, 'needs REDIS_TLS=true'],
    ]),
    [has(env, 'REDIS_TLS_CERT') && !has(env, 'REDIS_TLS_KEY'), 'REDIS_TLS_KEY', CERT_PAIR],
    [has(env, 'REDIS_TLS_KEY') && !has(env, 'REDIS_TLS_CERT'), 'REDIS_TLS_CERT', CERT_PAIR],
    [
      isReadable(cert) && isReadable(key) && !isKeyPair(cert, key),
      'REDIS_TLS_KEY',
      'must hold, in PEM and without a passphrase, the key of the certificate in REDIS_TLS_CERT',
    ],
    [
      has(env, 'REDIS_TLS') &&
        !has(env, 'REDIS_SENTINELS') &&
        (env['REDIS_TLS'] === 'true' || !isPlain),
      'REDIS_TLS',
      'is for REDIS_SENTINELS; a URL says rediss://, and REDIS_HOSTNAME is TLS always',
    ],
  ]
}

const CERT_PAIR = 'REDIS_TLS_CERT and REDIS_TLS_KEY go together'

function clusterRules(env: Source): Rule[] {
  const isCluster = env['REDIS_CLUSTER'] === 'true'
  return [
    [has(env, 'REDIS_SENTINELS') && isCluster, 'REDIS_CLUSTER', 'excludes REDIS_SENTINELS'],
    [
      has(env, 'REDIS_CLUSTER_SEEDS') && !isCluster,
      'REDIS_CLUSTER_SEEDS',
      'needs REDIS_CLUSTER=true',
    ],
    [has(env, 'READY_SHARE') && !isCluster, 'READY_SHARE', 'needs REDIS_CLUSTER=true'],
  ]
}

/** A token can be used by anyone who reads it, and Azure accepts none without TLS. */
function entraRules(env: Source): Rule[] {
  if (!isEntra(env)) return []
  const url = readRedisUrl(env['REDIS_URL'] ?? '')
  const { tls, password } = typeof url === 'string' ? { tls: true, password: '' } : url
  return [
    [has(env, 'REDIS_PASSWORD'), 'REDIS_PASSWORD', 'excludes REDIS_AUTH=entra'],
    [password !== '', 'REDIS_URL', 'has a password, and REDIS_AUTH=entra logs in by tokens'],
    [!tls, 'REDIS_URL', 'must be rediss:// with REDIS_AUTH=entra'],
    [has(env, 'REDIS_SENTINELS'), 'REDIS_AUTH', 'entra is for Azure, which has no sentinels'],
  ]
}

function sentinelRules(env: Source): Rule[] {
  const pair = 'goes together with REDIS_SENTINELS'
  const credentials = ['REDIS_SENTINEL_USERNAME', 'REDIS_SENTINEL_PASSWORD']
  return [
    [has(env, 'REDIS_SENTINELS') !== has(env, 'REDIS_SENTINEL_NAME'), 'REDIS_SENTINEL_NAME', pair],
    ...credentials.map(
      (name): Rule => [has(env, name) && !has(env, 'REDIS_SENTINELS'), name, pair],
    ),
    [
      has(env, 'REDIS_SENTINEL_USERNAME') && !has(env, 'REDIS_SENTINEL_PASSWORD'),
      'REDIS_SENTINEL_USERNAME',
      'needs REDIS_SENTINEL_PASSWORD',
    ],
  ]
}
