/**
 * Coalesces equal reads. A thousand watchers of one conversation wake at the same notice and need
 * the same read, which is made once.
 */
export interface Coalescer<Result> {
  /** The result of the pending call of this group and key, or of a new one. */
  share(group: string, key: string, call: () => Promise<Result>): Promise<Result>
  /** Stops sharing pending calls, which may have read before the latest change. */
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
