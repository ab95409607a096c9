import { SERVER_CORE } from '../measure/pin.ts'
import { type Child, startChild } from '../process/child.ts'
import type { Speech } from './agent.ts'
import type { WatchAddress } from './watcher.ts'

/** A reply in each of some conversations. */
export interface Reply extends Speech {
  asks: { url: string; headers: Record<string, string>; body: string }[]
  /** Watchers of these conversations. */
  listeners: number
}

export interface Heard {
  ms: number
  /** Of all watchers together. */
  pieces: number
  /** Watchers that heard every piece. */
  complete: number
  /** From the agent's piece to the watcher's. */
  medianMs: number
  p99Ms: number
}

export type AudienceProcedures = {
  /** Returns its URL. */
  startAgent(): Promise<string>
  watch(addresses: WatchAddress[], atATime: number): Promise<void>
  hear(reply: Reply): Promise<Heard>
  /** The first watcher takes no more. */
  stall(): Promise<void>
  close(): Promise<void>
}

/** Beside Redis, so that the server that is measured has a processor to itself. */
export function startAudience(): Promise<Child<AudienceProcedures>> {
  return startChild<AudienceProcedures>({
    name: 'the audience',
    file: new URL('audience.ts', import.meta.url),
    core: SERVER_CORE,
  })
}
