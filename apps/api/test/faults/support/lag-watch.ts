import { readFileSync } from 'node:fs'

const TICK_MS = 10
/** By so much a timer of Node's may be late as such. */
const TIMER_MS = 1
const NANOSECONDS = 1e6

export interface LagWatch extends AsyncDisposable {
  /**
   * For how many milliseconds between two moments a call could not be worked on, through no doing
   * of the server under test: because this process, which makes the calls and relays their bytes,
   * could not act, or because the kernel kept the server waiting for a processor. A server that is
   * busy with itself has its processor, and is given nothing.
   */
  between(from: number, to: number): number
}

interface Sample {
  at: number
  /** Of the server, since its start. */
  waitedMs: number
}

/** Watches this process by a timer that should fire every 10 ms, and the server by its statistics. */
export function watchLag(serverPid: number): LagWatch {
  const samples: Sample[] = [sample(serverPid)]
  const timer = setInterval(() => samples.push(sample(serverPid)), TICK_MS)
  return {
    between(from, to) {
      let lag = 0
      for (const [index, { at, waitedMs }] of samples.entries()) {
        const last = samples[index - 1]
        if (last === undefined || at <= from || last.at >= to) continue
        // From when the timer was due until it came, this process did something else, or nothing.
        const due = last.at + TICK_MS + TIMER_MS
        lag += Math.max(0, Math.min(at, to) - Math.max(due, from))
        lag += Math.max(0, waitedMs - last.waitedMs)
      }
      return lag
    },
    [Symbol.asyncDispose]: async () => clearInterval(timer),
  }
}

/**
 * Whether between two moments a call lost half of its deadline to the machine. What was to take less
 * than the other half may then be rejected, through no doing of the server.
 */
export function isHeldUp(lag: LagWatch, from: number, to: number, deadlineMs: number): boolean {
  return lag.between(from, to) >= deadlineMs / 2
}

function sample(serverPid: number): Sample {
  return { at: performance.now(), waitedMs: timeWaited(serverPid) }
}

/** Of the main thread, runnable and not running. Only Linux tells; elsewhere nothing is known. */
function timeWaited(pid: number): number {
  try {
    const [, waited] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')
    return Number(waited) / NANOSECONDS
  } catch {
    return 0
  }
}
