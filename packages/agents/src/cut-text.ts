import { utf8Bytes } from '@threadkeep/shared'

/** Ends of a paragraph, a line and a word, best first. Each keeps its white space with what precedes. */
const BOUNDARIES = [/\n[^\S\n]*\n\s*/g, /\n/g, /\s+/g]

/** In UTF-16 units; a longer one is cut between code points. */
const LONGEST_GRAPHEME = 100

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Cuts a text into pieces of at most `maxBytes` of UTF-8 whose concatenation is the text. A piece
 * ends after a paragraph, else a line, else a word, else a grapheme. A grapheme that is too large
 * for a piece is cut between code points.
 */
export function cutText(text: string, maxBytes: number): string[] {
  const pieces: string[] = []
  let rest = text
  // Counted once, so that a long text is not read again for each of its pieces.
  let bytes = utf8Bytes(text)
  while (bytes > maxBytes) {
    const piece = firstPiece(rest, maxBytes)
    pieces.push(piece)
    rest = rest.slice(piece.length)
    bytes -= utf8Bytes(piece)
  }
  return rest === '' ? pieces : [...pieces, rest]
}

function firstPiece(text: string, maxBytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes))
  const fitting = text.slice(0, read)
  for (const boundary of BOUNDARIES) {
    // A boundary at the end of `fitting` may go on after it; the cut is right all the same.
    const end = [...fitting.matchAll(boundary)].at(-1)
    if (end !== undefined && fitting.slice(0, end.index).trim() !== '') {
      return fitting.slice(0, end.index + end[0].length)
    }
  }
  return (
    fitting.slice(0, lastGraphemeEnd(text.slice(0, read + LONGEST_GRAPHEME), read)) ||
    fitting ||
    firstCodePoint(text)
  )
}

/** The last end of a grapheme at or before `index`. One unit more shows whether it ends there. */
function lastGraphemeEnd(text: string, index: number): number {
  const last = graphemes.segment(text).containing(index)
  return last?.index ?? index
}

function firstCodePoint(text: string): string {
  const [first = ''] = text
  return first
}
