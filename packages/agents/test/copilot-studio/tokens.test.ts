import type { INetworkModule } from '@azure/msal-node'
import { expect, test } from 'vitest'
import { createMsalTokens } from '../../src/agents/copilot-studio/tokens.ts'
import { AgentError } from '../../src/index.ts'
import {
  json,
  type Script,
  type ScriptedRequest,
  startScriptedServer,
} from '../../testing/index.ts'
import { everythingOf } from '../support/turn.ts'

const SCOPE = 'https://api.powerplatform.com/.default'
const CREDENTIALS = { clientId: 'app', clientSecret: 'canary-secret', tenantId: 'contoso' }
const AUTHORITY = 'https://login.microsoftonline.com'

const isGrant = ({ path }: ScriptedRequest) => path.includes('/oauth2/v2.0/token')

/** An identity provider that responds like this, in the place of the real one. */
async function startProvider(tokens: Script) {
  const server = await startScriptedServer((exchange) =>
    isGrant(exchange.request)
      ? tokens(exchange)
      : json(200, {
          issuer: `${AUTHORITY}/contoso/v2.0`,
          authorization_endpoint: `${AUTHORITY}/contoso/oauth2/v2.0/authorize`,
          token_endpoint: `${AUTHORITY}/contoso/oauth2/v2.0/token`,
          jwks_uri: `${AUTHORITY}/contoso/discovery/v2.0/keys`,
        })(exchange),
  )
  const send = async (url: string, init: RequestInit) => {
    const response = await fetch(url.replace(AUTHORITY, server.url), init)
    const headers = Object.fromEntries(response.headers)
    return { status: response.status, headers, body: JSON.parse(await response.text()) }
  }
  const networkClient: INetworkModule = {
    sendGetRequestAsync: (url) => send(url, {}),
    sendPostRequestAsync: (url, options) =>
      send(url, {
        method: 'POST',
        ...(options?.headers && { headers: options.headers }),
        ...(options?.body !== undefined && { body: options.body }),
      }),
  }
  const grants = () =>
    server.requests.filter(isGrant).map(({ body }) => Object.fromEntries(new URLSearchParams(body)))
  return { ...server, system: { networkClient }, grants }
}

function token(expiresIn = 3600): Script {
  return json(200, { token_type: 'Bearer', expires_in: expiresIn, access_token: 'of-the-platform' })
}

test('client credentials get one token, of the scope of the platform, and keep it', async () => {
  await using provider = await startProvider(token())
  const auth = { flow: 'client-credentials', ...CREDENTIALS } as const
  const tokenFor = createMsalTokens(auth, SCOPE, provider.system)
  for (const bearerToken of [null, 'a', 'b']) {
    expect(await tokenFor({ bearerToken })).toBe('of-the-platform')
  }
  expect(provider.grants()).toMatchObject([
    { grant_type: 'client_credentials', scope: expect.stringContaining(SCOPE) },
  ])
})

test('on behalf of a user, each user gets a token of their own, and keeps it', async () => {
  await using provider = await startProvider(token())
  const tokenFor = createMsalTokens(
    { flow: 'on-behalf-of', ...CREDENTIALS },
    SCOPE,
    provider.system,
  )
  for (const bearerToken of ['ada', 'bob', 'ada']) {
    expect(await tokenFor({ bearerToken })).toBe('of-the-platform')
  }
  expect(provider.grants().map(({ assertion }) => assertion)).toEqual(['ada', 'bob'])
  await expect(tokenFor({ bearerToken: null })).rejects.toBeInstanceOf(AgentError)
})

test('on behalf of a user, a token that is about to expire is not kept', async () => {
  await using provider = await startProvider(token(60))
  const auth = { flow: 'on-behalf-of', ...CREDENTIALS } as const
  const tokenFor = createMsalTokens(auth, SCOPE, provider.system)
  await tokenFor({ bearerToken: 'ada' })
  await tokenFor({ bearerToken: 'ada' })
  expect(provider.grants()).toHaveLength(2)
})

test.each(['client-credentials', 'on-behalf-of'] as const)(
  'a rejection of %s says why by its code, and quotes nothing',
  async (flow) => {
    const rejected = json(401, {
      error: 'invalid_client',
      error_description: 'The secret canary-secret of canary-user is wrong',
    })
    await using provider = await startProvider(rejected)
    const tokenFor = createMsalTokens({ flow, ...CREDENTIALS }, SCOPE, provider.system)
    const error = await tokenFor({ bearerToken: 'canary-token' }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ retryable: false })
    expect(everythingOf(error)).toContain('invalid_client')
    expect(everythingOf(error)).not.toContain('canary')
  },
)
