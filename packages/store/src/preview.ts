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

function firstLine(text: string): string {
  let line = ''
  let characters = 0
  let gap = false
  // Stops early: a long text is not walked to its end for the sake of its beginning.
  for (const character of text) {
    if (/\s/.test(character)) {
      gap = line !== ''
      continue
    }
    if (characters >= PREVIEW_CHARACTERS) return `${line}…`
    line += gap ? ` ${character}` : character
    characters += gap ? 2 : 1
    gap = false
  }
  return line
}
