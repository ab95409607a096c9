/** Every piece is as long, so that pieces that were gathered into one event can be counted. */
export const PIECE_CHARACTERS = 40

/** What an agent says at a time, which says when it was said. */
export function pieceAt(ms: number): string {
  return `${ms.toFixed(3)} `.padEnd(PIECE_CHARACTERS, 'and the sea was calm. ')
}

/** When each piece of a text was said. */
export function timesOf(text: string): number[] {
  const count = text.length / PIECE_CHARACTERS
  if (!Number.isInteger(count)) throw new Error('a piece was cut')
  return Array.from({ length: count }, (_, index) =>
    Number.parseFloat(text.slice(index * PIECE_CHARACTERS, (index + 1) * PIECE_CHARACTERS)),
  )
}
