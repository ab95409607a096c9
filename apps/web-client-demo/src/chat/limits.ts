import {
  brokenRule,
  DEFAULT_LIMITS,
  MAX_ACTION_ID_LENGTH,
  titleRules,
  userTextRules,
} from '@threadkeep/shared'

/** Why a message cannot be sent, in words for its author; undefined if it can. */
export function textProblem(text: string): string | undefined {
  const broken = brokenRule(text, userTextRules(DEFAULT_LIMITS))
  return broken && `This message cannot be sent: it ${broken}.`
}

export function titleProblem(text: string): string | undefined {
  const broken = brokenRule(text, titleRules(DEFAULT_LIMITS))
  return broken && `A title ${broken}.`
}

/** Cuts the id of an action: cards choose it, and the API limits its length. */
export function toActionId(...names: (string | undefined)[]): string {
  const name = names.map((it) => it?.trim().replaceAll('\0', '')).find(Boolean) ?? 'submit'
  return name.slice(0, MAX_ACTION_ID_LENGTH).toWellFormed()
}
