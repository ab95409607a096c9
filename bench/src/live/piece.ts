/** About as long as what models say at a time. */
export const PIECE_CHARACTERS = 40

/**
 * What an agent says at a time, which says when it was said. All pieces of a reply are as long, so that
 * those that were gathered into one event can be counted.
 */
export function pieceAt(ms: number, characters: number): string {
  return `${ms.toFixed(3)} `.padEnd(characters, 'and the sea was calm. ')
}

/** When each piece of a text was said. */
export function timesOf(text: string, characters: number): number[] {
  const count = text.length / characters
  if (!Number.isInteger(count)) throw new Error('a piece was cut')
  return Array.from({ length: count }, (_, index) =>
    Number.parseFloat(text.slice(index * characters, index * characters + 20)),
  )
}
