export { createEntraProvider, type EntraLogin } from './entra-provider.ts'
export { EntraEnvShape, type EntraIdentity, parseEntraEnv } from './entra-settings.ts'
export { withEntraTokens } from './with-entra-tokens.ts'
