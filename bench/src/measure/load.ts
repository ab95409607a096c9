export interface Load {
  /** Callers, each of which begins its next call when the one before is answered. */
  callers: number
  /** Ends after so many calls or milliseconds, whichever comes first. */
  calls: number
  ms: number
}

export interface Served {
  calls: number
  ms: number
}

/** One failed call fails the run: errors are quick, and would be measured as speed. */
export async function runLoad(call: (n: number) => Promise<unknown>, load: Load): Promise<Served> {
  let calls = 0
  const started = performance.now()
  const end = started + load.ms
  const caller = async () => {
    while (calls < load.calls && performance.now() < end) await call(calls++)
  }
  await Promise.all(Array.from({ length: load.callers }, caller))
  return { calls, ms: performance.now() - started }
}

/** For calls that this process makes itself: it is the client. */
export function inProcess(call: (n: number) => Promise<unknown>) {
  return {
    run: (load: Load) => runLoad(call, load),
    async clientCpuUs() {
      const { user, system } = process.cpuUsage()
      return user + system
    },
  }
}
