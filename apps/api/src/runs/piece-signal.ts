export interface PieceSignal {
  /** A piece has come. Nobody need wait for it. */
  raise(): void
  /** Resolves when the next piece comes, or the time is over. */
  wait(ms: number): Promise<void>
}

/** Its timer ends with the wait: at ten pieces a second, one that goes off for nothing is felt. */
export function createPieceSignal(): PieceSignal {
  let resume = () => {}
  return {
    raise: () => resume(),
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms).unref()
        resume = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
  }
}
