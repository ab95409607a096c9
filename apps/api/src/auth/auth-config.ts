export interface AuthConfig {
  key: AuthKey
  /** May hold `{tenantid}`; see issuer.ts. */
  issuer: string | undefined
  /** One of these must be in a token's `aud`. */
  audiences: string[] | undefined
  /** The only applications whose tokens are taken: `azp`, `client_id` and their like. */
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
  /** The only tenants that are let in. */
  tenants: string[] | undefined
}

export type AuthKey =
  /** HS256. The newest first; the others are those before it, while their tokens live. */
  | { kind: 'secret'; secrets: string[] }
  | { kind: 'jwks'; source: KeySetSource; algorithms: string[] }
  /** A secret of this process alone, with tokens for anybody who asks. */
  | { kind: 'development'; anyHost: boolean }

export type KeySetSource =
  | { kind: 'url'; url: string; proxy?: ProxyConfig | undefined }
  | { kind: 'file'; path: string }

export interface ProxyConfig {
  url: string
  /** NO_PROXY: hosts that are reached without it. */
  except: string
}
