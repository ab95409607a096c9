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

/**
 * Most texts need no change: their only gaps are single spaces, and they have no combining marks.
 */
const PLAIN = /^(?:[!-~\u00a1-\u02ff\u0400-\u0482\u4e00-\u9fff]| (?=\S))*$/

/** Collapses white space to single spaces, and replaces the rest by an ellipsis. */
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
  // Stops early, so that a long text is not scanned to its end.
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

/**
 * Drops the last character if `next` belongs to it: half a flag, or a letter without its accent,
 * must not be shown.
 */
function wholeGraphemes(line: string, next: string): string {
  const start = graphemes.segment(line + next).containing(line.length)?.index ?? line.length
  return start === 0 ? line : line.slice(0, start).trimEnd()
}
