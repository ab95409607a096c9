import { z } from 'zod'
import type { EnvIssue, EnvSource } from '../../env-issue.ts'

const TOKEN_FLOWS = ['client-credentials', 'on-behalf-of'] as const

export const CopilotStudioEnvShape = {
  COPILOT_STUDIO_URL: z.url({ protocol: /^https?$/, error: 'must be an https:// URL' }).optional(),
  COPILOT_STUDIO_ENVIRONMENT_ID: z.string().optional(),
  COPILOT_STUDIO_SCHEMA_NAME: z.string().optional(),
  COPILOT_STUDIO_TOKEN: z.string().optional(),
  COPILOT_STUDIO_AUTH: z.enum(TOKEN_FLOWS).optional(),
  COPILOT_STUDIO_CLIENT_ID: z.string().optional(),
  COPILOT_STUDIO_CLIENT_SECRET: z.string().optional(),
  COPILOT_STUDIO_TENANT_ID: z.string().optional(),
}

/** Where the agent is: by its own address, or by its environment and name. */
export type CopilotStudioTarget = { url: string } | { environmentId: string; schemaName: string }

export type CopilotStudioAuth =
  | { flow: 'token'; token: string }
  | {
      flow: (typeof TOKEN_FLOWS)[number]
      clientId: string
      clientSecret: string
      tenantId: string
    }

export interface CopilotStudioSettings {
  target: CopilotStudioTarget
  auth: CopilotStudioAuth
}

const CopilotStudioEnvSchema = z.object(CopilotStudioEnvShape)
type CopilotStudioEnv = z.infer<typeof CopilotStudioEnvSchema>

/** Only where `copilotStudioIssues` finds none. */
export function toCopilotStudioSettings(env: CopilotStudioEnv): CopilotStudioSettings {
  return { target: toTarget(env), auth: toAuth(env) }
}

function toTarget({
  COPILOT_STUDIO_URL: url,
  COPILOT_STUDIO_ENVIRONMENT_ID: environmentId = '',
  COPILOT_STUDIO_SCHEMA_NAME: schemaName = '',
}: CopilotStudioEnv): CopilotStudioTarget {
  return url === undefined ? { environmentId, schemaName } : { url }
}

function toAuth({
  COPILOT_STUDIO_TOKEN: token = '',
  COPILOT_STUDIO_AUTH: flow,
  COPILOT_STUDIO_CLIENT_ID: clientId = '',
  COPILOT_STUDIO_CLIENT_SECRET: clientSecret = '',
  COPILOT_STUDIO_TENANT_ID: tenantId = '',
}: CopilotStudioEnv): CopilotStudioAuth {
  return flow === undefined ? { flow: 'token', token } : { flow, clientId, clientSecret, tenantId }
}

export function copilotStudioIssues(env: EnvSource): EnvIssue[] {
  const has = (name: string) => env[`COPILOT_STUDIO_${name}`] !== undefined
  const needs = (names: readonly string[], why: string): EnvIssue[] =>
    names
      .filter((name) => !has(name))
      .map((name) => ({ variable: `COPILOT_STUDIO_${name}`, message: `is needed ${why}` }))

  const target = has('URL')
    ? []
    : needs(['ENVIRONMENT_ID', 'SCHEMA_NAME'], 'where COPILOT_STUDIO_URL is not set')
  if (has('TOKEN') && has('AUTH')) {
    const message = 'excludes COPILOT_STUDIO_AUTH'
    return [...target, { variable: 'COPILOT_STUDIO_TOKEN', message }]
  }
  if (has('TOKEN')) return target
  if (!has('AUTH')) return [...target, ...needs(['TOKEN'], '(or COPILOT_STUDIO_AUTH)')]
  const credentials = ['CLIENT_ID', 'CLIENT_SECRET', 'TENANT_ID']
  return [...target, ...needs(credentials, 'for COPILOT_STUDIO_AUTH')]
}
