/**
 * Browser storage that never breaks the page: it may be forbidden, full, or hold what an older
 * version wrote, and each of these is only a lost convenience.
 */
export function readStored<Value>(storage: Storage, key: string): Value | undefined {
  try {
    const text = storage.getItem(key)
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Keeps a value, or with undefined forgets it. */
export function writeStored(storage: Storage, key: string, value: unknown): void {
  try {
    if (value === undefined) storage.removeItem(key)
    else storage.setItem(key, JSON.stringify(value))
  } catch {
    // The value lives on in memory until the page is closed.
  }
}
