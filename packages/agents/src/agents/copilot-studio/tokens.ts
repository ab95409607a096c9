import { createHash } from 'node:crypto'
import { ConfidentialClientApplication, type Configuration } from '@azure/msal-node'
import { LRUCache } from 'lru-cache'
import type { Turn } from '../../agent.ts'
import { AgentError } from '../../agent-error.ts'
import { errorCode } from '../../error-code.ts'
import type { CopilotStudioAuth } from './copilot-studio-settings.ts'

/** The token that a turn is sent with. Rejects with an AgentError. */
export type TokenSource = (turn: Pick<Turn, 'bearerToken'>) => Promise<string>

const AUTHORITY = 'https://login.microsoftonline.com'
/** Tokens are cached for this many users. The library's own cache never forgets one. */
const MAX_USERS = 1000
/** A token must outlive the turn that it is sent with. */
const SPARE_MS = 5 * 60_000

type MsalAuth = Exclude<CopilotStudioAuth, { flow: 'token' }>
type AcquiredToken = { accessToken: string; expiresOn: Date | null } | null

/** `system`: how the identity provider is reached, if not in the default way. */
export function createMsalTokens(
  { flow, clientId, clientSecret, tenantId }: MsalAuth,
  scope: string,
  system: Configuration['system'] = {},
): TokenSource {
  const auth = { clientId, clientSecret, authority: `${AUTHORITY}/${tenantId}` }
  const newClient = () => new ConfidentialClientApplication({ auth, system })
  if (flow === 'client-credentials') {
    const client = newClient()
    return () => acquired(client.acquireTokenByClientCredential({ scopes: [scope] }))
  }

  const tokens = new LRUCache<string, string>({ max: MAX_USERS })
  return async ({ bearerToken }) => {
    if (bearerToken === null) throw failure("the user's own token is gone", false)
    const user = createHash('sha256').update(bearerToken).digest('base64')
    const known = tokens.get(user)
    if (known !== undefined) return known
    const request = newClient().acquireTokenOnBehalfOf({
      oboAssertion: bearerToken,
      scopes: [scope],
    })
    return acquired(request, (token, expiresOn) => {
      const ttl = expiresOn.getTime() - Date.now() - SPARE_MS
      if (ttl > 0) tokens.set(user, token, { ttl })
    })
  }
}

async function acquired(
  request: Promise<AcquiredToken>,
  keep: (token: string, expiresOn: Date) => void = () => {},
): Promise<string> {
  const result = await request.catch((error: unknown) => {
    throw failure(msalCode(error), !isRejection(error))
  })
  if (!result?.accessToken) throw failure('no token came back', false)
  if (result.expiresOn !== null) keep(result.accessToken, result.expiresOn)
  return result.accessToken
}

/** The provider rejected the credentials or the user, which the next attempt does not change. */
function isRejection(error: unknown): boolean {
  return (
    error instanceof Error && ['ServerError', 'InteractionRequiredAuthError'].includes(error.name)
  )
}

function msalCode(error: unknown): string {
  const given = error instanceof Error && 'errorCode' in error ? String(error.errorCode) : ''
  return /^[a-z_]{1,64}$/.test(given) ? given : errorCode(error)
}

function failure(why: string, retryable: boolean): AgentError {
  return new AgentError({ retryable, cause: new Error(`No token for Copilot Studio: ${why}`) })
}
