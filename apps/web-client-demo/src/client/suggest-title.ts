import type { Content } from '../api.ts'

const MAX_CHARACTERS = 60

/** The first line of a text, cut between words. */
export function suggestTitle(content: Content): string | undefined {
  if (content.type !== 'text') return undefined
  const line = content.text.trim().split('\n', 1)[0]?.replace(/\s+/g, ' ').trim()
  if (!line) return undefined
  const characters = [...line]
  if (characters.length <= MAX_CHARACTERS) return line
  const cut = characters.slice(0, MAX_CHARACTERS).join('')
  const lastSpace = cut.lastIndexOf(' ')
  return `${lastSpace > 0 ? cut.slice(0, lastSpace) : cut}…`
}
