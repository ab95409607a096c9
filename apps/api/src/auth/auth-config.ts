export interface AuthConfig {
  key: AuthKey
  /** May hold `{tenantid}`; see issuer.ts. */
  issuer: string | undefined
  /** One of these must be in a token's `aud`. */
  audiences: string[] | undefined
  /** The only client applications whose tokens are accepted: `azp`, `client_id` and the like. */
  clientIds: string[] | undefined
  /** Names of claims, or paths into them; see claim-path.ts. */
  userClaim: string
  tenantClaim: string
  /** The tenant of every token, whatever it claims. */
  singleTenant: string | undefined
  /** What a token must have in `scp` or `scope`. */
  scope: string | undefined
  /** What a token must have there to append messages of the assistant; undefined: none may. */
  appendScope: string | undefined
  /** The only tenants whose tokens are accepted. */
  tenants: string[] | undefined
}

export type AuthKey =
  /** HS256 secrets, newest first. Older ones are accepted while their tokens live. */
  | { kind: 'secret'; secrets: string[] }
  | { kind: 'jwks'; source: KeySetSource; algorithms: string[] }
  /** A random secret of this process, with development tokens for anyone. */
  | { kind: 'development'; anyHost: boolean }

export type KeySetSource =
  | { kind: 'url'; url: string; proxy?: ProxyConfig | undefined }
  | { kind: 'file'; path: string }

export interface ProxyConfig {
  url: string
  /** NO_PROXY: hosts to reach without the proxy. */
  except: string
}
