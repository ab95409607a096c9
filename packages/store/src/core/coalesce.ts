/**
 * Of one kind of call: a thousand watchers of one conversation wake at the same notice and ask for the
 * same, which is read once.
 */
export interface Coalescer<Result> {
  /** The result of the call under way in this group for this key, or of a new one. */
  share(group: string, key: string, call: () => Promise<Result>): Promise<Result>
  /** Calls under way are shared no longer: they may have been read before the latest change. */
  expire(group: string): void
}

export function createCoalescer<Result>(): Coalescer<Result> {
  const groups = new Map<string, Map<string, Promise<Result>>>()
  return {
    share(group, key, call) {
      const underWay = groups.get(group) ?? new Map<string, Promise<Result>>()
      const known = underWay.get(key)
      if (known !== undefined) return known
      groups.set(group, underWay)
      const result = call().finally(() => {
        underWay.delete(key)
        if (underWay.size === 0 && groups.get(group) === underWay) groups.delete(group)
      })
      underWay.set(key, result)
      return result
    },
    expire(group) {
      groups.delete(group)
    },
  }
}
