import type { SentinelGroup } from '@threadkeep/store/testing'
import {
  type RedisCluster,
  type RedisServer,
  startCluster,
  startSentinel,
} from '@threadkeep/store/testing'
import type { Redis } from 'ioredis'
import { expect, vi } from 'vitest'
import type { Arrange } from './fault.ts'
import { adminOf } from './servers.ts'

const FAILOVER_MS = 20_000

export interface Members {
  servers: readonly RedisServer[]
  admins: readonly Redis[]
}

type Act<Group> = (group: Group & Members) => unknown

export function onCluster(strike: Act<RedisCluster>, repair: Act<RedisCluster>): Arrange {
  return async (keep) => {
    const cluster = keep(await startCluster({ nodeTimeoutMs: 1000 }))
    const admins = cluster.nodes.map((node) => adminOf(keep, { port: node.port }))
    const group = { ...cluster, servers: cluster.nodes, admins }
    return {
      variables: { REDIS_URL: cluster.url, REDIS_CLUSTER: 'true' },
      servers: admins,
      strike: () => strike(group),
      repair: () => repair(group),
    }
  }
}

export function onSentinel(strike: Act<SentinelGroup>, repair: Act<SentinelGroup>): Arrange {
  return async (keep) => {
    const sentinel = keep(await startSentinel())
    const servers = [sentinel.master, ...sentinel.replicas]
    const admins = servers.map(({ port }) => adminOf(keep, { port }))
    const group = { ...sentinel, servers, admins }
    return {
      variables: {
        REDIS_SENTINELS: sentinel.sentinels.map(({ port }) => `127.0.0.1:${port}`).join(','),
        REDIS_SENTINEL_NAME: sentinel.name,
      },
      servers: admins,
      strike: () => strike(group),
      repair: () => repair(group),
    }
  }
}

/** Until so many of them call themselves master, and every other one follows one. */
export async function settled({ admins }: Members, masters: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const infos = await Promise.all(admins.map((admin) => admin.info('replication')))
      const linked = infos.filter((info) => info.includes('master_link_status:up'))
      expect(linked).toHaveLength(admins.length - masters)
      expect(infos.filter((info) => info.includes('role:master'))).toHaveLength(masters)
    },
    { timeout: FAILOVER_MS, interval: 50 },
  )
}

/** Until one of the others has taken over from a master that is gone. */
export async function takenOver(admins: readonly Redis[], masters: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const infos = await Promise.all(admins.map((admin) => admin.info('replication')))
      expect(infos.filter((info) => info.includes('role:master'))).toHaveLength(masters)
    },
    { timeout: FAILOVER_MS, interval: 50 },
  )
}

/** Until each of them holds its cluster for sound, or for failed. */
export async function holdsCluster(admins: readonly Redis[], state: 'ok' | 'fail'): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const admin of admins) {
        expect(await admin.cluster('INFO')).toMatch(`cluster_state:${state}`)
      }
    },
    { timeout: FAILOVER_MS, interval: 50 },
  )
}
