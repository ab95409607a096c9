import type { Content } from '@threadkeep/shared'

const PREVIEW_CHARACTERS = 120

/** The beginning of a message on one line, for lists. */
export function previewOf(content: Content): string {
  switch (content.type) {
    case 'text':
      return firstLine(content.text)
    case 'card':
      return '[card]'
    case 'cardAction':
      return firstLine(`[${content.actionId}]`)
  }
}

/** Nothing to do for most texts: no gap but single spaces, and no character of two halves. */
const PLAIN = /^(?:[^\s\ud800-\udfff]| (?=\S))*$/

/** White space becomes one space each, and what is left over becomes an ellipsis. */
function firstLine(text: string): string {
  const head = text.slice(0, PREVIEW_CHARACTERS + 1)
  if (head[0] === ' ' || !PLAIN.test(head)) return firstLineOfAny(text)
  return head === text && head.length <= PREVIEW_CHARACTERS
    ? text
    : `${head.slice(0, PREVIEW_CHARACTERS).trimEnd()}…`
}

function firstLineOfAny(text: string): string {
  let line = ''
  let characters = 0
  let gap = ''
  // Stops early: a long text is not walked to its end for the sake of its beginning.
  for (const character of text) {
    if (/\s/.test(character)) {
      if (line !== '') gap = ' '
      continue
    }
    characters += gap.length + 1
    if (characters > PREVIEW_CHARACTERS) return `${line}…`
    line += gap + character
    gap = ''
  }
  return line
}
