/** A wake-up signal. It is kept until the next wait, so that none is lost between two waits. */
export interface Wake {
  wake(): void
  /** Resolves when it is woken, or the time is over. */
  wait(ms: number): Promise<void>
}

export function createWake(): Wake {
  let isWoken = false
  let resume: (() => void) | undefined
  return {
    wake() {
      isWoken = true
      resume?.()
    },
    wait(ms) {
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          resume = undefined
          isWoken = false
          resolve()
        }
        const timer = setTimeout(done, ms)
        if (isWoken) return done()
        resume = done
      })
    },
  }
}
