import { type Content, DEFAULT_LIMITS, utf8Bytes } from '@threadkeep/shared'

/** What a person would be shown of it. */
export function textOf(content: Content): string {
  switch (content.type) {
    case 'text':
      return content.text
    case 'json':
      return content.text ?? '[json]'
    case 'card':
      return '[card]'
    case 'cardAction':
      return `[${content.actionId}]`
    case 'redacted':
      return '[redacted]'
  }
}

/**
 * As much of it as the `text` of `json` content may be. It is there to be shown beside the value,
 * which is whole.
 */
export function storableText(text: string): string {
  const wellFormed = text.toWellFormed().replaceAll('\0', '\uFFFD')
  const { textBytes } = DEFAULT_LIMITS
  if (utf8Bytes(wellFormed) <= textBytes) return wellFormed
  // No character is longer than four bytes; a pair of surrogates that is cut in two is left out.
  return `${wellFormed.slice(0, textBytes / 4).replace(/\p{Surrogate}$/u, '')}…`
}
