import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, it, test } from 'vitest'
import { diagnose } from '../../src/admin/index.ts'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { createStore } from '../../src/create-store.ts'
import { SERVER_NAME } from '../redis/server-traits.ts'
import { newOwner, storeConfig } from '../redis/support.ts'
import { GROUP_STATES } from './group-states.ts'
import { type Keep, SERVER_STATES } from './states.ts'
import { TLS_STATES } from './tls-states.ts'

/* No outage is silent: the table of docs/operations.md is walked, on real servers. */

const DEADLINE_MS = 500
/**
 * After a deadline: promised, and held to by `pnpm test:outages`, which has the machine to itself. Beside
 * other tests it may be the machine that is late.
 */
const TOLD_WITHIN_MS = process.env['OUTAGES'] === 'strict' ? 1000 : 10_000
const CALL_EVERY_MS = 50

const STATES = { ...SERVER_STATES, ...TLS_STATES, ...GROUP_STATES }

const doc = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8')
const section = /^## What the log says of an outage$(.*?)^## /ms.exec(doc)?.[1] ?? ''
const ROWS = [...section.matchAll(/^\| (.*?) +\| (.*?) +\|$/gm)]
  .map(([, state = '', reason = '']) => [state, reason] as const)
  .filter(([state]) => state !== 'state' && !state.startsWith('-'))

it('every state of the table is tried, and no other', () => {
  expect(ROWS.map(([state]) => state).sort()).toEqual(Object.keys(STATES).sort())
})

/** Starts conversations as users do, whatever becomes of it. */
function keepCalling(store: ConversationStore) {
  const stop = new AbortController()
  const calls = (async () => {
    while (!stop.signal.aborted) {
      store
        .forOwner(newOwner())
        .start({})
        .catch(() => undefined)
      await pause(CALL_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  })()
  return async () => {
    stop.abort()
    await calls
  }
}

/** Node 20 has no AsyncDisposableStack. */
function createKeeper(): { keep: Keep } & AsyncDisposable {
  const kept: AsyncDisposable[] = []
  return {
    keep(resource) {
      kept.push(resource)
      return resource
    },
    async [Symbol.asyncDispose]() {
      for (const resource of kept.reverse()) await resource[Symbol.asyncDispose]()
    },
  }
}

/**
 * Redis 6.0 does not hold scripts to min-replicas-to-write, and names neither the command that a script
 * may not run nor, within a function of ours, the line of it.
 */
const OTHERWISE_ON_6 = ['NOREPLICAS', 'a command that is not allowed']
const isTried = ([state]: readonly [string, string]) =>
  SERVER_NAME !== '6.0' || !OTHERWISE_ON_6.includes(state)

const figures: [state: string, toldAfterMs: number][] = []
afterAll(() => {
  if (process.env['OUTAGES'] !== 'strict') return
  console.log(['| state | told after, ms |', '| --- | --- |'].join('\n'))
  for (const [state, ms] of figures) console.log(`| ${state} | ${ms} |`)
})

test.each(ROWS.filter(isTried))('%s', async (state, reason) => {
  await using keeper = createKeeper()
  const arrange = STATES[state]
  if (arrange === undefined) throw new Error('no such state')
  const { settings, strike } = await arrange(keeper.keep)
  const address = { mode: 'standalone', url: 'redis://127.0.0.1:1' } as const
  const told = new Map<string, number>()
  const store = createStore(storeConfig({ address, commandTimeoutMs: DEADLINE_MS, ...settings }), {
    observe(event) {
      if (event.type === 'outage' && !told.has(event.reason)) {
        told.set(event.reason, performance.now())
      }
    },
  })
  const stopCalling = keepCalling(store)
  try {
    if (strike) {
      await expect
        .poll(() => store.forOwner(newOwner()).start({}), { timeout: 15_000 })
        .toBeDefined()
      await strike()
    }
    const began = performance.now()
    await expect.poll(() => [...told.keys()], { timeout: 20_000, interval: 10 }).toContain(reason)
    const toldAfterMs = Math.round((told.get(reason) ?? 0) - began)
    figures.push([state, toldAfterMs])
    expect(toldAfterMs).toBeLessThan(DEADLINE_MS + TOLD_WITHIN_MS)
    // And `threadkeep doctor` names it as well.
    const longer = storeConfig({ address, ...settings, commandTimeoutMs: 4 * DEADLINE_MS })
    const { findings } = await diagnose(longer)
    const found = findings.map(({ message, advice }) => `${message} ${advice}`).join()
    expect(found).toMatch(state.startsWith('sentinels') ? /sentinel.* REDIS_SENTINEL/ : /\w/)
    // A server that loads replies some times a second: the doctor may give up on it before it says so.
    if (state !== 'LOADING') expect(found).not.toContain('could not be used')
  } finally {
    await stopCalling()
    await store.close()
  }
})
