import { renewCredentials, type StoreConfig, type StoreObserver } from '@threadkeep/store'
import { createEntraProvider } from './entra-provider.ts'
import type { EntraIdentity } from './entra-settings.ts'

/**
 * The same settings, with tokens to log in with where they ask for them (REDIS_AUTH=entra). One for all
 * connections of the process; the caller closes `credentials`.
 */
export function withEntraTokens<Config extends StoreConfig>(
  config: Config,
  identity: EntraIdentity | undefined,
  options: { observe?: StoreObserver } = {},
): Config {
  if (config.kind !== 'redis' || config.entra === undefined || identity === undefined) return config
  const provider = createEntraProvider({ identity, username: config.entra.username })
  return { ...config, credentials: renewCredentials(provider, options) }
}
