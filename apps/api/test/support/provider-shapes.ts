import type { JWTPayload } from 'jose'

/** What stands for the names in angle brackets on the page. */
export const PLACES: Record<string, string> = {
  tenant: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  api: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
  domain: 'id.example.com',
  project: 'chat-4711',
  region: 'eu-west-1',
  pool: 'eu-west-1_Ab12',
  client: 'client-1',
  realm: 'chat',
  secret: 'a secret of the docs that is longer than 32 bytes',
}
const { tenant = '', api = '' } = PLACES
const entra = { aud: api, tid: tenant, oid: 'ada', sub: 'pairwise', scp: 'Chat.ReadWrite' }
const v2 = {
  ...entra,
  ver: '2.0',
  azp: 'x',
  iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
}
const auth0 = { iss: 'https://id.example.com/', aud: [api, 'https://id.example.com/userinfo'] }
const firebase = { iss: 'https://securetoken.google.com/chat-4711', aud: 'chat-4711' }
const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12'
const cognito = { iss: pool, sub: 'ada', client_id: 'client-1', token_use: 'access' }
const realm = 'https://id.example.com/realms/chat'
const okta = { iss: 'https://id.example.com/oauth2/default', aud: 'api://default', sub: 'a@x.com' }

/** A token as a provider documents it, and what of it a rejected one has otherwise. */
export interface Shape {
  claims: JWTPayload
  tenantId: string
  alg?: string
  /** Changes of the claims with which the token is rejected. */
  rejected: Record<string, JWTPayload>
}

export const SHAPES: Record<string, Shape> = {
  'Entra ID, one organisation': {
    claims: v2,
    tenantId: tenant,
    rejected: {
      'of an app': { scp: undefined },
      'of version 1.0': { iss: 'https://sts.windows.net/' },
    },
  },
  'Entra ID, many organisations': {
    claims: v2,
    tenantId: tenant,
    rejected: {
      'of another tenant than its issuer': { tid: 'other' },
      'of a tenant that is not listed': {
        tid: 'other',
        iss: 'https://login.microsoftonline.com/other/v2.0',
      },
    },
  },
  'Entra ID, version 1.0': {
    claims: {
      ...entra,
      aud: `api://${api}`,
      appid: 'x',
      iss: `https://sts.windows.net/${tenant}/`,
    },
    tenantId: tenant,
    rejected: {
      'of version 2.0': { iss: v2.iss },
      'of Graph': { aud: 'https://graph.windows.net' },
    },
  },
  Auth0: {
    claims: { ...auth0, sub: 'ada', azp: 'x', scope: 'openid' },
    tenantId: 'acme',
    rejected: { 'for userinfo alone': { aud: 'https://id.example.com/userinfo' } },
  },
  'Auth0 Organizations': {
    claims: { ...auth0, sub: 'ada', azp: 'x', org_id: 'org_1' },
    tenantId: 'org_1',
    rejected: { 'of no organisation': { org_id: undefined } },
  },
  Clerk: {
    claims: {
      iss: 'https://id.example.com',
      sub: 'ada',
      azp: 'https://app.example.com',
      v: 2,
      o: { id: 'org_1', rol: 'admin', slg: 'contoso' },
    },
    tenantId: 'org_1',
    rejected: {
      'of another page': { azp: 'https://evil.example.com' },
      'of no page': { azp: undefined },
      'of no organisation': { o: undefined },
    },
  },
  Supabase: {
    claims: {
      iss: 'https://chat-4711.supabase.co/auth/v1',
      aud: 'authenticated',
      sub: 'ada',
      role: 'authenticated',
      app_metadata: { provider: 'email', tenant_id: 'contoso' },
      user_metadata: { tenant_id: 'fabrikam' },
    },
    tenantId: 'contoso',
    alg: 'ES256',
    rejected: { 'whose tenant its user wrote': { app_metadata: {} }, 'of nobody': { aud: 'anon' } },
  },
  Firebase: {
    claims: { ...firebase, sub: 'ada', user_id: 'ada', firebase: { tenant: 'contoso' } },
    tenantId: 'contoso',
    rejected: { 'of no tenant': { firebase: {} }, 'of another project': { aud: 'other' } },
  },
  Cognito: {
    claims: cognito,
    tenantId: 'acme',
    rejected: {
      'of another client': { client_id: 'client-2' },
      'that is an ID token': { client_id: undefined, aud: 'client-1', token_use: 'id' },
    },
  },
  Keycloak: {
    claims: { iss: realm, aud: [api, 'account'], sub: 'ada', azp: 'client-1', typ: 'Bearer' },
    tenantId: 'acme',
    rejected: { 'for the account alone': { aud: 'account' }, 'of another client': { azp: 'x' } },
  },
  Okta: {
    claims: { ...okta, uid: 'ada', cid: 'client-1', scp: ['openid'], ver: 1 },
    tenantId: 'acme',
    rejected: { 'of another client': { cid: 'client-2' }, 'of an app': { uid: undefined } },
  },
  'Your own': {
    claims: { aud: 'threadkeep', sub: 'ada', tid: 'contoso' },
    tenantId: 'contoso',
    alg: 'HS256',
    rejected: { 'for another API': { aud: 'other' }, 'of no tenant': { tid: undefined } },
  },
}
