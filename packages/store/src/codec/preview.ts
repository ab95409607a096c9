import type { Content } from '@threadkeep/shared'

/** In code points. */
const PREVIEW_CHARACTERS = 120

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** The beginning of a message on one line, for lists. */
export function previewOf(content: Content): string {
  switch (content.type) {
    case 'text':
      return firstLine(content.text)
    case 'card':
      return '[card]'
    case 'cardAction':
      return firstLine(`[${content.actionId}]`)
    case 'json':
      return content.text === undefined ? '[json]' : firstLine(content.text)
    case 'redacted':
      return '[redacted]'
  }
}

/** Nothing to do for most texts: no gap but single spaces, and no mark that belongs to another letter. */
const PLAIN = /^(?:[!-~\u00a1-\u02ff\u0400-\u0482\u4e00-\u9fff]| (?=\S))*$/

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
    if (characters > PREVIEW_CHARACTERS) {
      return `${gap === '' ? wholeGraphemes(line, character) : line}…`
    }
    line += gap + character
    gap = ''
  }
  return line
}

/** Without the last one if `next` belongs to it: half a flag, or a letter without its accent, is none. */
function wholeGraphemes(line: string, next: string): string {
  const start = graphemes.segment(line + next).containing(line.length)?.index ?? line.length
  return start === 0 ? line : line.slice(0, start).trimEnd()
}
