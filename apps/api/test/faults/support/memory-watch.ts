import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const PACE_MS = 200
const KIB_PER_MIB = 1024

export interface MemoryWatch extends AsyncDisposable {
  /** The most resident memory that was seen between two moments, in MiB. */
  most(from: number, to: number): number
  stop(): Promise<void>
}

/** Looks from outside at the memory of another process. */
export function watchMemory(pid: number): MemoryWatch {
  const seen: { at: number; mib: number }[] = []
  const ended = new AbortController()
  const watching = (async () => {
    while (!ended.signal.aborted) {
      seen.push({ at: performance.now(), mib: await residentMib(pid) })
      await delay(PACE_MS)
    }
  })()
  // Told by stop(), which may be long after.
  watching.catch(() => {})
  const stop = async () => {
    ended.abort()
    await watching
  }
  return {
    most: (from, to) =>
      Math.max(...seen.filter(({ at }) => at >= from && at <= to).map(({ mib }) => mib)),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function residentMib(pid: number): Promise<number> {
  const kib =
    process.platform === 'linux'
      ? /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
      : (await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])).stdout
  return Math.round(Number(kib) / KIB_PER_MIB)
}
