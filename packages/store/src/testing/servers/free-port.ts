import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/*
 * Below the ranges that systems hand out to outgoing connections (32768 up on Linux), so that no
 * client's socket takes the port between this check, a server's start and its restart. A cluster
 * node also listens on port + 10000.
 */
const LOWEST = 10_100
const HIGHEST = 20_000
export const BUS_OFFSET = 10_000

export async function freePort(): Promise<number> {
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
