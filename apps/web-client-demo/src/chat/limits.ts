import {
  contentSchemas,
  DEFAULT_LIMITS,
  MAX_ACTION_ID_LENGTH,
  titleSchema,
} from '@threadkeep/shared'

const { userContent } = contentSchemas(DEFAULT_LIMITS)
const title = titleSchema(DEFAULT_LIMITS)

/** Why a message cannot be sent, in words for its author; undefined if it can. */
export function textProblem(text: string): string | undefined {
  const issue = userContent.safeParse({ type: 'text', text }).error?.issues[0]
  return issue && `This message cannot be sent: it ${issue.message}.`
}

export function titleProblem(text: string): string | undefined {
  const issue = title.safeParse(text).error?.issues[0]
  return issue && `A title ${issue.message}.`
}

/** Cuts the id of an action: cards choose it, and the API limits its length. */
export function toActionId(...names: (string | undefined)[]): string {
  const name = names.map((it) => it?.trim().replaceAll('\0', '')).find(Boolean) ?? 'submit'
  return name.slice(0, MAX_ACTION_ID_LENGTH).toWellFormed()
}
