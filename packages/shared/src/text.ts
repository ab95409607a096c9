import type { Limits } from './limits.ts'

/* Without zod, so that a page can check what is typed without loading it. */

const encoder = new TextEncoder()

export function utf8Bytes(text: string): number {
  return encoder.encode(text).byteLength
}

const INVISIBLE_ONLY = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}]*$/u

/** Whether nothing of it is visible: white space, and what Unicode ignores (U+200B, U+3164). */
export function isBlank(text: string): boolean {
  return INVISIBLE_ONLY.test(text)
}

/** What holds for a text, and the words for one for which it does not. */
export interface TextRule {
  readonly holds: (text: string) => boolean
  readonly message: string
}

/**
 * Lone surrogates are rejected: UTF-8 cannot represent them, so they would all become U+FFFD, and two
 * different ids would name the same key.
 */
export const WELL_FORMED: TextRule = {
  holds: (text) => text.isWellFormed(),
  message: 'must not contain lone surrogates',
}

/** NUL ends strings in many systems that conversations are exported to. */
export const WITHOUT_NUL: TextRule = {
  holds: (text) => !text.includes('\0'),
  message: 'must not contain NUL',
}

export const VISIBLE: TextRule = {
  holds: (text) => !isBlank(text),
  message: 'must not be blank',
}

export function maxBytes(bytes: number): TextRule {
  return {
    holds: (text) => utf8Bytes(text) <= bytes,
    message: `must be at most ${bytes} bytes of UTF-8`,
  }
}

export function maxCharacters(characters: number): TextRule {
  return {
    holds: (text) => [...text].length <= characters,
    message: `must be at most ${characters} characters`,
  }
}

/** Of the text of a message that a user sends. */
export function userTextRules({ textBytes }: Pick<Limits, 'textBytes'>): readonly TextRule[] {
  return [WELL_FORMED, WITHOUT_NUL, maxBytes(textBytes), VISIBLE]
}

export function titleRules({ titleCharacters }: Pick<Limits, 'titleCharacters'>) {
  return [WELL_FORMED, WITHOUT_NUL, VISIBLE, maxCharacters(titleCharacters)]
}

/** The words for the first rule that does not hold; undefined if all do. */
export function brokenRule(text: string, rules: readonly TextRule[]): string | undefined {
  return rules.find((rule) => !rule.holds(text))?.message
}
