/** Begins pieces of work. Returns what takes one back that has not begun. */
export type OnePerTurn = (work: () => void) => () => void

/**
 * Begins one piece of work in a turn of the event loop, in their order: between two of them everything
 * else has its turn. The first of a turn begins at once.
 */
export function createOnePerTurn(): OnePerTurn {
  const waiting = new Set<() => void>()
  let isTaken = false

  function next(): void {
    const [work] = waiting
    isTaken = work !== undefined
    if (work === undefined) return
    waiting.delete(work)
    // First, so that work that throws does not end it.
    setImmediate(next)
    work()
  }

  return (work) => {
    // The same function may be given twice.
    const entry = () => work()
    waiting.add(entry)
    if (!isTaken) next()
    return () => waiting.delete(entry)
  }
}

/** Shares one piece of work among its callers. Each caller resumes in a turn of the event loop of its own. */
export function releaseOnePerTurn<Result>(work: () => Promise<Result>): () => Promise<Result> {
  const onePerTurn = createOnePerTurn()
  return async () => {
    const result = await work()
    await new Promise<void>(onePerTurn)
    return result
  }
}
