/* Activities as Copilot Studio sends them. */

export type FakeActivity = Record<string, unknown> & { type: string }

export function saying(text: string, more: Record<string, unknown> = {}): FakeActivity {
  return { type: 'message', from: { role: 'bot' }, text, ...more }
}

/** The same text in pieces, and then as a whole. */
export function streaming(streamId: string, pieces: readonly string[]): FakeActivity[] {
  const typing = pieces.map((text, index) => ({
    type: 'typing',
    text,
    entities: [
      { type: 'streaminfo', streamType: 'streaming', streamId, streamSequence: index + 1 },
    ],
  }))
  const final = { entities: [{ type: 'streaminfo', streamType: 'final', streamId }] }
  return [...typing, saying(pieces.join(''), final)]
}

export function searching(text: string): FakeActivity {
  return { type: 'typing', text, entities: [{ type: 'streaminfo', streamType: 'informative' }] }
}

export function adaptiveCard(card: Record<string, unknown>): FakeActivity {
  const contentType = 'application/vnd.microsoft.card.adaptive'
  return { type: 'message', attachments: [{ contentType, content: card }] }
}
