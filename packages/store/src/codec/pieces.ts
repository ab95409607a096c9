import type { NewMessage } from '@threadkeep/shared'
import type { RunPiece } from '../conversation-runs.ts'
import { DataLossError } from '../errors.ts'
import { isObject, parseStored } from './stored-json.ts'

/**
 * A piece as it is stored: a letter, followed by the offset and the text, or by the message as
 * JSON.
 */
export function encodePiece(piece: RunPiece): string {
  switch (piece.type) {
    case 'text':
      return `t${piece.offset} ${piece.text}`
    case 'status':
      return `s${piece.text}`
    case 'message':
      return `m${JSON.stringify(piece.message)}`
  }
}

export function decodePiece(entry: string): RunPiece {
  const rest = entry.slice(1)
  if (entry.startsWith('s')) return { type: 'status', text: rest }
  if (entry.startsWith('m')) return { type: 'message', message: parseMessage(rest) }
  const space = rest.indexOf(' ')
  const offset = Number(rest.slice(0, space))
  if (!entry.startsWith('t') || space < 1 || !Number.isSafeInteger(offset))
    throw new DataLossError()
  return { type: 'text', offset, text: rest.slice(space + 1) }
}

/** Those before the first that is damaged, so that damage does not keep a run from ending. */
export function readablePieces(entries: readonly string[]): RunPiece[] {
  const pieces: RunPiece[] = []
  for (const entry of entries) {
    try {
      pieces.push(decodePiece(entry))
    } catch {
      return pieces
    }
  }
  return pieces
}

/** The append that stores the message checks its content. */
function parseMessage(json: string): NewMessage {
  const value = parseStored(json)
  if (!isNewMessage(value)) throw new DataLossError()
  return value
}

function isNewMessage(value: unknown): value is NewMessage {
  return isObject(value) && typeof value['role'] === 'string' && isObject(value['content'])
}
