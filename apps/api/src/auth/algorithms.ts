/** The public-key algorithms that jose verifies on every supported Node version. */
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

/** The algorithms that identity providers use. PS384 and PS512 must be named explicitly. */
export const DEFAULT_ALGORITHMS: string[] = ASYMMETRIC_ALGORITHMS.filter(
  (algorithm) => algorithm !== 'PS384' && algorithm !== 'PS512',
)
