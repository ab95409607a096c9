import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/*
 * Below the ranges that systems hand out to outgoing connections (32768 up on Linux), so that no
 * client's socket takes the port between this check, a server's start and its restart. A cluster
 * node also listens on port + 10000.
 */
const LOWEST = 10_100
const HIGHEST = 20_000
const BUS_OFFSET = 10_000

/** Between the look for a free port and the start on it another process may take it. */
export async function onFreePort<T>(
  start: (port: number) => Promise<T>,
): Promise<{ port: number; started: T }> {
  for (;;) {
    const port = await freePort()
    try {
      return { port, started: await start(port) }
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && /EADDRINUSE|Address already in use/.test(error.message)
}

async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST)
    if ((await isFree(port)) && (await isFree(port + BUS_OFFSET))) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
