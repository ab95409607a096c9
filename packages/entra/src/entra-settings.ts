import { cleanValues, EnvError } from '@threadkeep/store'
import { z } from 'zod'

/** Whose tokens they are. */
export type EntraIdentity =
  | { kind: 'client-secret'; tenantId: string; clientId: string; clientSecret: string }
  | { kind: 'client-certificate'; tenantId: string; clientId: string; certificatePath: string }
  | { kind: 'workload-identity'; tenantId: string; clientId: string; tokenFilePath: string }
  /** `clientId`: of a user-assigned one. */
  | { kind: 'managed-identity'; clientId: string | undefined }

/** The names are Azure's own: an AKS workload gets three of them from its service account. */
export const EntraEnvShape = {
  AZURE_CLIENT_ID: z.string().optional(),
  AZURE_TENANT_ID: z.string().optional(),
  AZURE_CLIENT_SECRET: z.string().optional(),
  AZURE_CLIENT_CERTIFICATE_PATH: z.string().optional(),
  AZURE_FEDERATED_TOKEN_FILE: z.string().optional(),
}

type EntraEnv = z.infer<z.ZodObject<typeof EntraEnvShape>>

/**
 * The identity that an environment names, or the machine's. Never more than one is tried, so that a wrong
 * secret cannot hide behind another identity that works. Throws EnvError naming every bad variable.
 */
export function parseEntraEnv(source: Readonly<Record<string, string | undefined>>): EntraIdentity {
  const given = Object.entries(source).filter(([, value]) => value?.trim() !== '')
  const names = Object.keys(EntraEnvShape)
  const { source: clean, issues } = cleanValues(Object.fromEntries(given), names, [])
  const env = z.object(EntraEnvShape).parse(clean)
  const { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId } = env
  const proof = proofOf(env)
  if (proof === undefined) {
    if (issues.length > 0) throw new EnvError(issues)
    return { kind: 'managed-identity', clientId }
  }
  const needed = `is needed with ${proof.variable}`
  if (clientId === undefined) issues.push({ variable: 'AZURE_CLIENT_ID', message: needed })
  if (tenantId === undefined) issues.push({ variable: 'AZURE_TENANT_ID', message: needed })
  if (env.AZURE_CLIENT_SECRET && env.AZURE_CLIENT_CERTIFICATE_PATH) {
    const message = 'excludes AZURE_CLIENT_SECRET'
    issues.push({ variable: 'AZURE_CLIENT_CERTIFICATE_PATH', message })
  }
  if (clientId === undefined || tenantId === undefined || issues.length > 0) {
    throw new EnvError(issues)
  }
  return proof.toIdentity({ tenantId, clientId })
}

interface Proof {
  variable: keyof EntraEnv
  toIdentity(application: { tenantId: string; clientId: string }): EntraIdentity
}

function proofOf(env: EntraEnv): Proof | undefined {
  const clientSecret = env.AZURE_CLIENT_SECRET
  const certificatePath = env.AZURE_CLIENT_CERTIFICATE_PATH
  const tokenFilePath = env.AZURE_FEDERATED_TOKEN_FILE
  if (clientSecret !== undefined) {
    return {
      variable: 'AZURE_CLIENT_SECRET',
      toIdentity: (application) => ({ kind: 'client-secret', ...application, clientSecret }),
    }
  }
  if (certificatePath !== undefined) {
    return {
      variable: 'AZURE_CLIENT_CERTIFICATE_PATH',
      toIdentity: (application) => ({
        kind: 'client-certificate',
        ...application,
        certificatePath,
      }),
    }
  }
  if (tokenFilePath !== undefined) {
    return {
      variable: 'AZURE_FEDERATED_TOKEN_FILE',
      toIdentity: (application) => ({ kind: 'workload-identity', ...application, tokenFilePath }),
    }
  }
  return undefined
}
