import { utf8Bytes } from '@threadkeep/shared'
import { z } from 'zod'
import type { EnvIssue, EnvSource } from '../../env-issue.ts'
import type { HistoryBudget } from '../../history.ts'

/** As long as the hash, as RFC 2104 advises. */
const MIN_SECRET_BYTES = 32

const URL_RULE = 'must be a URL like https://agent.example.com or http://127.0.0.1:8080'

export const HttpEnvShape = {
  AGENT_URL: z.url({ protocol: /^https?$/, error: URL_RULE }).optional(),
  AGENT_SECRET: z
    .string()
    .refine(
      (secret) => utf8Bytes(secret) >= MIN_SECRET_BYTES,
      `must be at least ${MIN_SECRET_BYTES} bytes`,
    )
    .optional(),
  AGENT_GREETS: z.enum(['true', 'false']).default('false'),
}

export interface HttpSettings {
  url: string
  secret: string
  /** Whether the service speaks first. */
  greets: boolean
  history: HistoryBudget
}

const HttpEnvSchema = z.object(HttpEnvShape)

/** Only where `httpIssues` finds none. */
export function toHttpSettings(
  { AGENT_URL: url = '', AGENT_SECRET: secret = '', AGENT_GREETS }: z.infer<typeof HttpEnvSchema>,
  history: HistoryBudget,
): HttpSettings {
  return { url, secret, greets: AGENT_GREETS === 'true', history }
}

export function httpIssues(env: EnvSource): EnvIssue[] {
  return ['AGENT_URL', 'AGENT_SECRET']
    .filter((variable) => env[variable] === undefined)
    .map((variable) => ({ variable, message: 'is needed for AGENT=http' }))
}
