import { OwnerSchema, STATUSES, type Status } from '@threadkeep/shared'
import { z } from 'zod'

const MILLISECONDS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const
export const DURATION_RULE = 'must be a number of days, hours or minutes: 20d, 12h or 30m'

/** In milliseconds; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,5})([dhm])$/.exec(text) ?? []
  const factor = Object.entries(MILLISECONDS).find(([name]) => name === unit)?.[1]
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor
}

const DurationSchema = z.string(DURATION_RULE).transform((text, context) => {
  const value = parseDuration(text)
  if (value === undefined) context.addIssue(DURATION_RULE)
  return value ?? 0
})

const ConditionShape = {
  tenant: OwnerSchema.shape.tenantId.optional(),
  status: z.enum(STATUSES, `must be one of ${STATUSES.join(', ')}`).optional(),
}

const RuleSchema = z.discriminatedUnion(
  'action',
  [
    // Without an age it would take what is being talked about.
    z.strictObject({ ...ConditionShape, olderThan: DurationSchema, action: z.literal('archive') }),
    z.strictObject({
      ...ConditionShape,
      olderThan: DurationSchema.optional(),
      action: z.literal('keep'),
    }),
  ],
  "must be 'archive' or 'keep'",
)

const PolicySchema = z.strictObject({ rules: z.array(RuleSchema).min(1, 'must have a rule') })

/** Of the rules that a conversation meets the first one decides; if it meets none, it stays. */
export type Policy = z.infer<typeof PolicySchema>

/** Throws an Error that names the field. */
export function parsePolicy(text: string): Policy {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('it is no JSON')
  }
  const parsed = PolicySchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map(describe).join('; '))
}

function describe({ path, message }: z.core.$ZodIssue): string {
  const field = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
  return `${field.join('').replace(/^\./, '') || 'the policy'}: ${message}`
}

export interface Candidate {
  tenantId: string
  status: Status
  ageMs: number
}

export function isToArchive({ rules }: Policy, { tenantId, status, ageMs }: Candidate): boolean {
  const rule = rules.find(
    (each) =>
      (each.tenant === undefined || each.tenant === tenantId) &&
      (each.status === undefined || each.status === status) &&
      (each.olderThan === undefined || ageMs >= each.olderThan),
  )
  return rule?.action === 'archive'
}
