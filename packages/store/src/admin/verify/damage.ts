/** What is wrong with something stored, by a name that programs can tell apart. */
export interface Damage {
  name: DamageName
  detail: string
}

/** By what `--repair` can do: `mendable` without losing anything, or not. */
export const DAMAGES = {
  'wrong-type': { mendable: false, advice: 'delete the key' },
  'record-missing': { mendable: false, advice: 'restore it, or delete it' },
  'record-unreadable': { mendable: false, advice: 'restore it, or delete it' },
  'record-newer': { mendable: false, advice: 'run the release that wrote it' },
  'messages-missing': { mendable: false, advice: 'restore it, or delete it' },
  'messages-too-many': { mendable: true, advice: '' },
  'message-unreadable': { mendable: false, advice: 'restore it, redact the message, or delete it' },
  'times-disagree': { mendable: false, advice: 'restore it' },
  'remembered-append-wrong': { mendable: true, advice: '' },
  'run-unreadable': { mendable: true, advice: '' },
  'expiry-missing': { mendable: true, advice: '' },
  'expiry-too-early': { mendable: true, advice: '' },
  'expiry-too-late': { mendable: true, advice: '' },
  'not-listed': { mendable: true, advice: '' },
  'not-listed-by-status': { mendable: true, advice: '' },
  'listed-by-other-status': { mendable: true, advice: '' },
  'score-wrong': { mendable: true, advice: '' },
  'index-expires-early': { mendable: true, advice: '' },
  'index-wrong-type': { mendable: true, advice: '' },
  'entry-of-nothing': { mendable: true, advice: '' },
  'external-id-wrong': { mendable: true, advice: '' },
  'key-unknown': { mendable: false, advice: 'delete the key, if nothing else needs it' },
  'key-in-foreign-slot': {
    mendable: false,
    advice: 'the slot is moving, or its move was cut off: `redis-cli --cluster fix`',
  },
} as const satisfies Record<string, { mendable: boolean; advice: string }>

export type DamageName = keyof typeof DAMAGES

/** What a check says of one thing, and how it is mended. */
export interface Checked {
  conversationId: string | undefined
  damages: Damage[]
  /** Whether it is as it should be now. */
  mend(): Promise<boolean>
}
