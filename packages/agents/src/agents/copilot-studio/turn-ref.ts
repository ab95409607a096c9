import { MAX_IDENTIFIER_LENGTH } from '@threadkeep/shared'

/** What is kept of the exchange with the platform, as the conversation's `sdkConversationRef`. */
export interface TurnRef {
  /** The message that was sent and whose reply has not ended. Such a message is not sent again. */
  sent?: string | undefined
  /** The event from which the platform's event stream is resumed. */
  event?: string | undefined
}

export function formatRef({ sent, event }: TurnRef): string {
  const ref = new URLSearchParams({ sent: sent ?? '', event: event ?? '' }).toString()
  // An id of an event that is too long to be kept cannot be resumed from.
  return ref.length <= MAX_IDENTIFIER_LENGTH ? ref : formatRef({ sent })
}

export function parseRef(ref: string | null): TurnRef {
  const fields = new URLSearchParams(ref ?? '')
  return { sent: fields.get('sent') || undefined, event: fields.get('event') || undefined }
}
