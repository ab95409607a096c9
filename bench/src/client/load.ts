export interface Load {
  /** Callers, each of which begins its next call when the one before has ended. */
  callers: number
  /** Ends after so many calls or milliseconds, whichever comes first. */
  calls: number
  ms: number
}

export interface Served {
  calls: number
  ms: number
  /** What they cost the process, or the processes, that made them of Redis. */
  cpuUs: number
  /** Where replies are watched: from the agent's piece to the watcher's. */
  latencyMs?: number
}

/** One failed call fails the run: errors are quick, and would be measured as speed. */
export async function runLoad(call: (n: number) => Promise<unknown>, load: Load): Promise<Served> {
  let calls = 0
  const cpuBefore = process.cpuUsage()
  const started = performance.now()
  const end = started + load.ms
  const caller = async () => {
    while (calls < load.calls && performance.now() < end) await call(calls++)
  }
  await Promise.all(Array.from({ length: load.callers }, caller))
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(cpuBefore)
  return { calls, ms, cpuUs: user + system }
}
