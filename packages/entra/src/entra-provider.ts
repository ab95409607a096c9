import type { AccessToken, TokenCredential } from '@azure/identity'
import {
  CredentialsError,
  type CredentialsProvider,
  type RedisCredentials,
} from '@threadkeep/store'
import { z } from 'zod'
import type { EntraIdentity } from './entra-settings.ts'

export interface EntraLogin {
  identity: EntraIdentity
  /** Instead of the object id (`oid`) that the token names. */
  username?: string | undefined
}

/** Of Azure Cache for Redis and of Azure Managed Redis. */
const SCOPE = 'https://redis.azure.com/.default'

/** Hands out the identity's token for Redis. The library keeps it until a newer one is due. */
export function createEntraProvider({ identity, username }: EntraLogin): CredentialsProvider {
  let credential: TokenCredential | undefined
  return async () => {
    let token: AccessToken | null
    try {
      credential ??= await openCredential(identity)
      token = await credential.getToken(SCOPE)
    } catch (error) {
      throw new CredentialsError(`Entra ID gives no token (${describe(error)})`)
    }
    if (token === null) throw new CredentialsError('Entra ID gives no token')
    return toCredentials(token, username)
  }
}

/** The library is large: it is loaded where tokens are asked for. */
async function openCredential(identity: EntraIdentity): Promise<TokenCredential> {
  const azure = await import('@azure/identity')
  switch (identity.kind) {
    case 'client-secret':
      return new azure.ClientSecretCredential(
        identity.tenantId,
        identity.clientId,
        identity.clientSecret,
      )
    case 'client-certificate':
      return new azure.ClientCertificateCredential(
        identity.tenantId,
        identity.clientId,
        identity.certificatePath,
      )
    case 'workload-identity':
      return new azure.WorkloadIdentityCredential(identity)
    case 'managed-identity': {
      const { clientId } = identity
      return new azure.ManagedIdentityCredential(clientId === undefined ? {} : { clientId })
    }
  }
}

const ClaimsSchema = z.object({ oid: z.string().min(1) })

function toCredentials(
  { token, expiresOnTimestamp }: AccessToken,
  username: string | undefined,
): RedisCredentials {
  return { username: username ?? objectId(token), password: token, expiresAt: expiresOnTimestamp }
}

/** Redis verifies the token; here it only says its own name. */
function objectId(token: string): string {
  try {
    const [, payload = ''] = token.split('.')
    return ClaimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString())).oid
  } catch {
    throw new CredentialsError('the token names no object id (oid): set REDIS_USERNAME')
  }
}

/** Of its chain of causes: names and codes alone, because messages may quote a request. */
function describe(error: unknown): string {
  const words: string[] = []
  for (let each = error; each instanceof Error; each = each.cause) {
    words.push(each.name, ...codesOf(each))
  }
  return words.length === 0 ? 'unknown error' : [...new Set(words)].join(' ')
}

function codesOf(error: Error): string[] {
  const { code, errorCode, errorResponse } = ErrorSchema.parse(error)
  const aadsts = /\bAADSTS\d+/.exec(error.message)?.[0]
  return [code, errorCode, errorResponse?.error, aadsts].filter((each) => each !== undefined)
}

const Code = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .optional()
  .catch(undefined)
const ErrorSchema = z.object({
  code: Code,
  errorCode: Code,
  errorResponse: z.object({ error: Code }).optional().catch(undefined),
})
