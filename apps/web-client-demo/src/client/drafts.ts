import { z } from 'zod'
import { readStored, writeStored } from '../storage/stored.ts'

/** Texts being written, one for each conversation, kept in browser storage and equal in all tabs. */
export interface Drafts {
  get(conversationId: string): string
  set(conversationId: string, text: string): void
  /** Puts a refused message before what is being written now. */
  giveBack(conversationId: string, text: string): void
  subscribe(listener: () => void): () => void
  /** Begins to follow other tabs; the function returned ends it. */
  start(): () => void
}

const TextSchema = z.string()

export function createDrafts(personKey: string): Drafts {
  const prefix = `threadkeep.draft.${personKey}.`
  const texts = new Map<string, string>()
  const listeners = new Set<() => void>()

  function notifyListeners() {
    for (const listener of listeners) listener()
  }

  function get(conversationId: string): string {
    const known = texts.get(conversationId)
    if (known !== undefined) return known
    const stored = readStored('local', prefix + conversationId, TextSchema) ?? ''
    texts.set(conversationId, stored)
    return stored
  }

  function set(conversationId: string, text: string) {
    texts.set(conversationId, text)
    writeStored('local', prefix + conversationId, text === '' ? undefined : text)
    notifyListeners()
  }

  /** A draft sent in another tab must not stay here, ready to be sent again. */
  function followOtherTab({ key }: StorageEvent) {
    if (key === null) texts.clear()
    else if (key.startsWith(prefix)) texts.delete(key.slice(prefix.length))
    else return
    notifyListeners()
  }

  return {
    get,
    set,
    giveBack(conversationId, text) {
      const current = get(conversationId)
      set(conversationId, current === '' ? text : `${text}\n\n${current}`)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start() {
      window.addEventListener('storage', followOtherTab)
      return () => window.removeEventListener('storage', followOtherTab)
    },
  }
}
