/**
 * The id under which the AI SDK knows a stored message. It is known before the message is stored, so
 * that a reply has the same id while it is streamed, after a reload, and in another tab.
 */
export function toMessageId(conversationId: string, seq: number): string {
  return `${conversationId}:${seq}`
}

/** Undefined for an id that the AI SDK made, and for one of another conversation. */
export function seqOfMessageId(conversationId: string, messageId: string): number | undefined {
  if (!messageId.startsWith(`${conversationId}:`)) return undefined
  const seq = messageId.slice(conversationId.length + 1)
  return /^[1-9]\d{0,8}$/.test(seq) ? Number(seq) : undefined
}
