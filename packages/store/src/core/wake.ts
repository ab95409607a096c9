/** A wake-up signal. It is kept until the next wait, so that none is lost between two waits. */
export interface Wake {
  wake(): void
  /** Resolves when it is woken, the time is over or the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export function createWake(): Wake {
  let isWoken = false
  let resume: (() => void) | undefined
  return {
    wake() {
      isWoken = true
      resume?.()
    },
    wait(ms, signal) {
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', done)
          resume = undefined
          isWoken = false
          resolve()
        }
        const timer = setTimeout(done, ms)
        if (isWoken || signal.aborted) return done()
        signal.addEventListener('abort', done)
        resume = done
      })
    },
  }
}
