import type { z } from 'zod'
import type { TextRule } from './text.ts'

export function withRules(schema: z.ZodString, rules: readonly TextRule[]): z.ZodString {
  return rules.reduce((ruled, { holds, message }) => ruled.refine(holds, message), schema)
}
