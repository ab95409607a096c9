import { EnvError } from '@threadkeep/store'
import { expect, it, test } from 'vitest'
import { parseEntraEnv } from '../src/index.ts'

const APPLICATION = { AZURE_CLIENT_ID: 'client', AZURE_TENANT_ID: 'tenant' }
const application = { clientId: 'client', tenantId: 'tenant' }

test.each([
  [{}, { kind: 'managed-identity' }],
  [{ AZURE_CLIENT_SECRET: ' ' }, { kind: 'managed-identity' }],
  [{ AZURE_CLIENT_ID: 'client' }, { kind: 'managed-identity', clientId: 'client' }],
  [APPLICATION, { kind: 'managed-identity', clientId: 'client' }],
  [
    { ...APPLICATION, AZURE_CLIENT_SECRET: 'secret' },
    { kind: 'client-secret', ...application, clientSecret: 'secret' },
  ],
  [
    { ...APPLICATION, AZURE_CLIENT_CERTIFICATE_PATH: '/cert.pem' },
    { kind: 'client-certificate', ...application, certificatePath: '/cert.pem' },
  ],
  [
    { ...APPLICATION, AZURE_FEDERATED_TOKEN_FILE: '/token' },
    { kind: 'workload-identity', ...application, tokenFilePath: '/token' },
  ],
  [
    { AZURE_CLIENT_ID: 'client\n', AZURE_TENANT_ID: ' tenant', AZURE_CLIENT_SECRET: 'secret\r\n' },
    { kind: 'client-secret', ...application, clientSecret: 'secret' },
  ],
])('%j names one identity', (source, identity) => {
  expect(parseEntraEnv(source)).toEqual({ clientId: undefined, ...identity })
})

it('an AKS workload with a secret of its own is the application of that secret', () => {
  const source = { AZURE_CLIENT_SECRET: 'secret', AZURE_FEDERATED_TOKEN_FILE: '/token' }
  expect(parseEntraEnv({ ...APPLICATION, ...source }).kind).toBe('client-secret')
})

test.each([
  [{ AZURE_CLIENT_SECRET: 'secret' }, ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID']],
  [{ AZURE_CLIENT_ID: '"client"' }, ['AZURE_CLIENT_ID']],
  [{ ...APPLICATION, AZURE_CLIENT_SECRET: "'secret'" }, ['AZURE_CLIENT_SECRET']],
  [{ AZURE_CLIENT_ID: 'a', AZURE_FEDERATED_TOKEN_FILE: '/token' }, ['AZURE_TENANT_ID']],
  [
    { ...APPLICATION, AZURE_CLIENT_SECRET: 'secret', AZURE_CLIENT_CERTIFICATE_PATH: '/cert.pem' },
    ['AZURE_CLIENT_CERTIFICATE_PATH'],
  ],
])('%j is rejected', (source, variables) => {
  let rejection: unknown
  try {
    parseEntraEnv(source)
  } catch (error) {
    rejection = error
  }
  const issues = rejection instanceof EnvError ? rejection.issues : []
  expect(issues.map(({ variable }) => variable)).toEqual(variables)
  expect(JSON.stringify(issues)).not.toContain('"secret"')
})
