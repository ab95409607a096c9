/** What jose verifies with public keys on every Node that is supported. */
export const ASYMMETRIC_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const

/** Those that identity providers sign with; PS384 and PS512 have to be named. */
export const DEFAULT_ALGORITHMS: string[] = ASYMMETRIC_ALGORITHMS.filter(
  (algorithm) => algorithm !== 'PS384' && algorithm !== 'PS512',
)
