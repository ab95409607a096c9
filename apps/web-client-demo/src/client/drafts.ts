import * as z from 'zod/mini'
import { readStored, writeStored } from '../storage/stored.ts'

/**
 * Texts being written, kept in browser storage and equal in all tabs. The key is a conversation's id,
 * or one of `editKey`.
 */
export interface Drafts {
  get(key: string): string
  set(key: string, text: string): void
  /** Puts a rejected message before what is being written now. */
  giveBack(conversationId: string, text: string): void
  subscribe(listener: () => void): () => void
  /** Begins to follow other tabs; the function returned ends it. */
  start(): () => void
}

const TextSchema = z.string()

/** Of a message that is being edited. */
export function editKey(messageId: string): string {
  return `edit.${messageId}`
}

export function createDrafts(personKey: string): Drafts {
  const prefix = `threadkeep.draft.${personKey}.`
  const texts = new Map<string, string>()
  const listeners = new Set<() => void>()

  function notifyListeners() {
    for (const listener of listeners) listener()
  }

  function get(key: string): string {
    const known = texts.get(key)
    if (known !== undefined) return known
    const stored = readStored('local', prefix + key, TextSchema) ?? ''
    texts.set(key, stored)
    return stored
  }

  function set(key: string, text: string) {
    texts.set(key, text)
    writeStored('local', prefix + key, text === '' ? undefined : text)
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
