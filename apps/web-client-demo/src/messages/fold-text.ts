const MAX_CHARACTERS = 4_000
const MAX_LINES = 60

/** The beginning of a long text, cut at a line: a page with all of it would be slow to read and to draw. */
export function foldText(text: string): string {
  const lines = text.split('\n', MAX_LINES + 1)
  const cut = lines.length > MAX_LINES ? lines.slice(0, MAX_LINES).join('\n') : text
  if (cut.length <= MAX_CHARACTERS) return cut
  const lastLine = cut.lastIndexOf('\n', MAX_CHARACTERS)
  return cut.slice(0, lastLine > MAX_CHARACTERS / 2 ? lastLine : MAX_CHARACTERS).toWellFormed()
}
