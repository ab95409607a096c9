import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { obtainRedisServer } from '@threadkeep/store/testing'
import { canPin } from './measure/pin.ts'

/** Where figures come from; without it they mean nothing. */
export interface Machine {
  cpu: string
  cores: number
  memoryGb: number
  system: string
  node: string
  redis: string
  pinned: boolean
  /** What else it was doing when the run began: more than a fraction of a processor is too much. */
  loadBefore: number
  packages: Record<string, string>
  measuredAt: string
}

export async function describeMachine(peers: boolean): Promise<Machine> {
  const redis = await obtainRedisServer()
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
    redis: redis.version,
    pinned: canPin,
    loadBefore: loadavg()[0] ?? 0,
    packages: { ioredis: installedVersion('ioredis'), ...(peers && peerVersions()) },
    measuredAt: new Date().toISOString().slice(0, 10),
  }
}

function peerVersions(): Record<string, string> {
  const path = new URL('../peers/package.json', import.meta.url)
  const manifest: { dependencies: Record<string, string> } = JSON.parse(readFileSync(path, 'utf8'))
  return Object.fromEntries(
    Object.entries(manifest.dependencies).filter(([name]) => name.startsWith('@')),
  )
}

function installedVersion(name: string): string {
  const manifest: { version: string } = createRequire(import.meta.url)(`${name}/package.json`)
  return manifest.version
}
