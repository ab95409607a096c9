/** Begins pieces of work. Returns what takes one back that has not begun. */
export type OnePerTurn = (work: () => void) => () => void

/**
 * Begins one piece of work in a turn of the event loop, in their order: between two of them everything
 * else has its turn. The first of a turn begins at once. Pieces that take less than `msPerTurn` share
 * a turn until it is over.
 */
export function createOnePerTurn(msPerTurn = 0): OnePerTurn {
  const waiting = new Set<() => void>()
  let isTaken = false

  function next(): void {
    isTaken = waiting.size > 0
    if (!isTaken) return
    // First, so that work that throws does not end it.
    setImmediate(next)
    const until = performance.now() + msPerTurn
    for (const work of waiting) {
      waiting.delete(work)
      work()
      if (performance.now() >= until) return
    }
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
