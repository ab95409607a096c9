import type { RedisAddress } from '@threadkeep/store'
import { Cluster, Redis } from 'ioredis'

/** A hand on what is stored, whatever it is stored on. */
export class RawRedis implements Disposable {
  readonly client: Redis | Cluster

  private constructor(client: Redis | Cluster) {
    this.client = client
  }

  static async open(address: RedisAddress): Promise<RawRedis> {
    if (address.mode === 'sentinel') throw new TypeError('not for sentinels')
    if (address.mode === 'standalone') return new RawRedis(new Redis(address.url))
    const { hostname, port } = new URL(address.url)
    const cluster = new Cluster([{ host: hostname, port: Number(port) }])
    await new Promise((resolve) => cluster.once('ready', resolve))
    return new RawRedis(cluster)
  }

  masters(): Redis[] {
    return this.client instanceof Cluster ? this.client.nodes('master') : [this.client]
  }

  async keys(pattern = '*'): Promise<string[]> {
    const pages = await Promise.all(this.masters().map((node) => node.keys(pattern)))
    return pages.flat().sort()
  }

  /** Everything of these keys but expiries: those of conversations and of the indexes over them. */
  async conversations(): Promise<Record<string, unknown>> {
    const found: Record<string, unknown> = {}
    for (const key of await this.keys('*{*:*}:*')) {
      if (/:(starts|starts:age|changes|deletions)$/.test(key)) continue
      found[key] = await this.value(key)
    }
    return found
  }

  async value(key: string): Promise<unknown> {
    switch (await this.client.type(key)) {
      case 'hash':
        return Object.entries(await this.client.hgetall(key)).sort()
      case 'list':
        return this.client.lrange(key, 0, -1)
      case 'zset':
        return this.client.zrange(key, '0', '-1', 'WITHSCORES')
      default:
        return this.client.get(key)
    }
  }

  async flush(): Promise<void> {
    await Promise.all(this.masters().map((node) => node.flushall()))
  }

  [Symbol.dispose](): void {
    this.client.disconnect()
  }
}
