import type { Notice, NoticeListener } from '../notice.ts'

export interface Notices {
  notify(ownerKey: string, notice: Notice): void
  subscribe(ownerKey: string, listener: NoticeListener): () => void
}

/**
 * Notices within this process. Delivered asynchronously, as by Redis, so that no change waits for a
 * listener.
 */
export function createNotices(): Notices {
  const listeners = new Map<string, Set<NoticeListener>>()
  return {
    notify(ownerKey, notice) {
      for (const listener of listeners.get(ownerKey) ?? []) queueMicrotask(() => listener(notice))
    },
    subscribe(ownerKey, listener) {
      const ofOwner = listeners.get(ownerKey) ?? new Set()
      ofOwner.add(listener)
      listeners.set(ownerKey, ofOwner)
      queueMicrotask(() => listener({ type: 'lost' }))
      return () => {
        ofOwner.delete(listener)
        if (ofOwner.size === 0 && listeners.get(ownerKey) === ofOwner) listeners.delete(ownerKey)
      }
    },
  }
}
