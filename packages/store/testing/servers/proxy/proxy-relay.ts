import type { Socket } from 'node:net'
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { type Direction, type Fault, type FaultSwitch, holdTime, isAimed } from './proxy-fault.ts'

/** Passes bytes both ways, in order, doing to them what the fault in force says. */
export function relay(client: Socket, target: Socket, faults: FaultSwitch): void {
  let isHitNext = false
  carry(client, target, 'request', faults, async (bytes, fault) => {
    if (isAimed(fault) && (fault.when?.(bytes) ?? true)) isHitNext = true
    await write(target, bytes, fault, 'request')
  })
  carry(target, client, 'reply', faults, async (bytes, fault) => {
    if (!isAimed(fault)) isHitNext = false
    if (!isHitNext) return write(client, bytes, fault, 'reply')
    isHitNext = false
    faults.hit()
    if (fault.kind === 'cut-reply') client.resetAndDestroy()
    if (fault.kind === 'truncate-reply') client.end(bytes.subarray(0, fault.bytes))
    if (fault.kind === 'replace-reply') client.write(fault.by)
    if (fault.kind !== 'replace-reply') target.destroy()
  })
}

function carry(
  from: Socket,
  to: Socket,
  direction: Direction,
  faults: FaultSwitch,
  deliver: (bytes: Buffer, fault: Fault) => Promise<void>,
): void {
  // A chain keeps the order, and lets an end wait for the bytes before it.
  let turn = Promise.resolve()
  const queue = (act: (fault: Fault) => Promise<void> | void) => {
    const arrived = performance.now()
    turn = turn.then(async () => {
      const fault = await passage(faults, direction, arrived)
      if (!to.destroyed) await act(fault)
    })
  }
  from.on('data', (bytes) => queue((fault) => deliver(bytes, fault)))
  from.on('end', () => queue(() => void to.end()))
  from.on('error', () => queue(() => void to.resetAndDestroy()))
}

/** Waits until bytes that arrived at this moment may pass, and tells under which fault. */
async function passage(faults: FaultSwitch, direction: Direction, arrived: number): Promise<Fault> {
  for (;;) {
    const left = arrived + holdTime(faults.current, direction) - performance.now()
    if (left <= 0) return faults.current
    await changeOrTimeout(faults.changed, left)
  }
}

async function changeOrTimeout(changed: AbortSignal, ms: number): Promise<void> {
  const longestTimer = 2 ** 31 - 1
  // Rejects when the fault changes, which is as good a reason to look again.
  await delay(Math.min(ms, longestTimer), undefined, { signal: changed }).catch(() => undefined)
}

async function write(to: Socket, bytes: Buffer, fault: Fault, direction: Direction): Promise<void> {
  if (fault.kind === 'throttle') return writeSlowly(to, bytes, fault, direction)
  if (fault.kind !== 'slice') return void to.write(bytes)
  for (const byte of bytes) {
    to.write(Buffer.of(byte))
    await nextTurn()
  }
}

/** Small, so that connections take turns on a slow link. */
const THROTTLED_BYTES = 8 * 1024

type Throttle = Extract<Fault, { kind: 'throttle' }>

/** Until when each direction of a slow link is taken. */
const linkTakenUntil = new WeakMap<Throttle, Record<Direction, number>>()

async function writeSlowly(
  to: Socket,
  bytes: Buffer,
  fault: Throttle,
  direction: Direction,
): Promise<void> {
  const taken = linkTakenUntil.get(fault) ?? { request: 0, reply: 0 }
  linkTakenUntil.set(fault, taken)
  for (let at = 0; at < bytes.length; at += THROTTLED_BYTES) {
    const piece = bytes.subarray(at, at + THROTTLED_BYTES)
    const now = performance.now()
    const from = Math.max(taken[direction], now)
    taken[direction] = from + (1000 * piece.length) / fault.bytesPerSecond
    // Timers have milliseconds; what is paid too late is made up for by the next pieces.
    if (taken[direction] - now >= 1) await delay(taken[direction] - now)
    if (to.destroyed) return
    to.write(piece)
  }
}
