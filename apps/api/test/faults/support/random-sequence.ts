import { setTimeout as delay } from 'node:timers/promises'
import { createRandom, type FaultProxy, type Random, startProxy } from '@threadkeep/store/testing'
import { pick } from '../../support/random.ts'
import type { Arrange } from './fault.ts'
import { type Guarded, startGuarded, urlOf } from './servers.ts'
import { PASSWORD, SEED } from './settings.ts'

const CALM_MS = [100, 1500] as const
const TROUBLE_MS = [20, 2500] as const
/** More than any run has time for. */
const STEPS = 500

type Scene = Guarded & { proxy: FaultProxy; deadlineMs: number }

interface Trouble {
  strike(scene: Scene): unknown
  repair(scene: Scene): unknown
}

interface Step extends Trouble {
  calmMs: number
  lastsMs: number
}

const nothing = () => undefined
const heal = ({ proxy }: Scene) => proxy.heal()
const isScript = (request: Buffer) => request.includes('evalsha')
const disconnectOthers = ({ admin }: Scene) => admin.call('CLIENT', 'KILL', 'TYPE', 'normal')

const NETWORK: [Trouble, ...Trouble[]] = [
  { strike: ({ proxy }) => proxy.inject({ kind: 'black-hole' }), repair: heal },
  { strike: ({ proxy }) => proxy.inject({ kind: 'hold-replies' }), repair: heal },
  { strike: ({ proxy }) => proxy.inject({ kind: 'cut-reply', when: isScript }), repair: heal },
  {
    strike: ({ proxy }) => proxy.inject({ kind: 'truncate-reply', bytes: 3, when: isScript }),
    repair: heal,
  },
  {
    strike: ({ proxy }) =>
      proxy.inject({ kind: 'replace-reply', by: Buffer.from('\0foo\r\n'), when: isScript }),
    repair: heal,
  },
  {
    strike: ({ proxy, deadlineMs }) =>
      proxy.inject({ kind: 'delay-replies', ms: 0.9 * deadlineMs }),
    repair: heal,
  },
  { strike: ({ proxy }) => proxy.inject({ kind: 'slice' }), repair: heal },
  { strike: ({ proxy }) => proxy.cutAll(), repair: nothing },
  { strike: ({ proxy }) => proxy.refuse(), repair: ({ proxy }) => proxy.accept() },
]

const SERVER: [Trouble, ...Trouble[]] = [
  {
    strike: ({ server }) => server.signal('SIGSTOP'),
    repair: ({ server }) => server.signal('SIGCONT'),
  },
  { strike: ({ server }) => server.kill(), repair: ({ server }) => server.restart() },
  {
    strike: ({ admin }) => admin.config('SET', 'maxmemory', '1'),
    repair: ({ admin }) => admin.config('SET', 'maxmemory', '0'),
  },
  {
    strike: ({ admin }) => admin.replicaof('127.0.0.1', '1'),
    repair: ({ admin }) => admin.replicaof('NO', 'ONE'),
  },
  {
    strike: ({ admin }) => admin.config('SET', 'min-replicas-to-write', '1'),
    repair: ({ admin }) => admin.config('SET', 'min-replicas-to-write', '0'),
  },
  {
    async strike(scene) {
      await scene.admin.config('SET', 'requirepass', 'another')
      await disconnectOthers(scene)
    },
    repair: ({ admin }) => admin.config('SET', 'requirepass', PASSWORD),
  },
  { strike: disconnectOthers, repair: nothing },
  { strike: ({ admin }) => admin.script('FLUSH'), repair: nothing },
]

/**
 * Troubles of the network and troubles of the server, each in an order and of a length that the
 * seed decides, side by side: so that one begins while another lasts.
 */
export const inRandomOrder: Arrange = async (keep, deadlineMs) => {
  const durable = { appendonly: true, config: { appendfsync: 'always' } }
  const guarded = await startGuarded(keep, durable)
  const proxy = keep(await startProxy(guarded.server))
  const scene = { ...guarded, proxy, deadlineMs }
  const random = createRandom(SEED)
  const plans = [NETWORK, SERVER].map((troubles) => planOf(random, troubles))
  const over = new AbortController()
  let played: Promise<unknown> = Promise.resolve()
  return {
    variables: { REDIS_URL: urlOf(proxy) },
    servers: [guarded.admin],
    strike() {
      played = Promise.all(plans.map((plan) => play(plan, scene, over.signal)))
    },
    repair() {
      over.abort()
      return played
    },
  }
}

function planOf(random: Random, troubles: [Trouble, ...Trouble[]]): Step[] {
  const between = ([least, most]: readonly [number, number]) => least + random() * (most - least)
  return Array.from({ length: STEPS }, () => ({
    ...pick(random, troubles),
    calmMs: between(CALM_MS),
    lastsMs: between(TROUBLE_MS),
  }))
}

async function play(plan: readonly Step[], scene: Scene, over: AbortSignal): Promise<void> {
  for (const { calmMs, lastsMs, strike, repair } of plan) {
    await unlessOver(calmMs, over)
    if (over.aborted) return
    await strike(scene)
    await unlessOver(lastsMs, over)
    await repair(scene)
  }
}

async function unlessOver(ms: number, over: AbortSignal): Promise<void> {
  // Rejects when it is over, which is as good a reason to go on.
  await delay(ms, undefined, { signal: over }).catch(() => undefined)
}
