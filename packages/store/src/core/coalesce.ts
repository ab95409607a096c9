/** The result of the call under way for this key, or of a new one. */
export type Coalesce<Result> = (key: string, call: () => Promise<Result>) => Promise<Result>

/**
 * Of one kind of call: a thousand watchers of one conversation wake at the same notice and ask for the
 * same, which is read once.
 */
export function createCoalescer<Result>(): Coalesce<Result> {
  const underWay = new Map<string, Promise<Result>>()
  return (key, call) => {
    const known = underWay.get(key)
    if (known !== undefined) return known
    const result = call().finally(() => underWay.delete(key))
    underWay.set(key, result)
    return result
  }
}
