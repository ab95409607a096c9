import { startCluster } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { describe, expect, it, vi } from 'vitest'
import { readRedisConfig } from '../src/env.ts'
import { nothing, server, WRONG } from './doctor-cases.ts'
import { configOf, threadkeep } from './support.ts'

describe('doctor', () => {
  it.concurrent.each(WRONG)('names %s, and says what to do', async (_what, start, says) => {
    await using setUp = await start()
    const { code, out, err } = await threadkeep('doctor', setUp.config)
    expect(out).toMatch(says)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('to look after') })
    expect(out.match(/^(problem|warning)/gm)).toHaveLength(1)
  })

  it('names a cluster that is taken for one server, and one without a majority', async () => {
    await using cluster = await startCluster({ config: { appendonly: 'yes' } })
    const asOne = configOf({ mode: 'standalone', url: cluster.url })
    expect((await threadkeep('doctor', asOne)).out).toMatch(/^problem .*set REDIS_CLUSTER=true/m)
    const config = configOf({ mode: 'cluster', url: cluster.url }, { commandTimeoutMs: 1000 })
    expect(await threadkeep('doctor', config)).toMatchObject({ code: 0, err: '' })
    const [first, ...others] = cluster.masters
    await Promise.all([...others, ...cluster.replicas].map((node) => node.kill()))
    const left = new Redis(first?.url ?? '')
    await expect.poll(() => left.cluster('INFO'), { timeout: 20_000 }).toContain('state:fail')
    left.disconnect()
    const { code, out } = await threadkeep('doctor', config)
    expect(out).toMatch(/^problem .*no majority.*Bring the masters back/m)
    expect(code).toBe(1)
  })

  it('names a clock that is off by a minute', async () => {
    await using setUp = await server(nothing)
    const { now } = Date
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 60_000)
    const { code, out } = await threadkeep('doctor', setUp.config)
    expect(out).toMatch(/^warning .*60 s behind.*Synchronise the clocks/m)
    expect(code).toBe(1)
  })

  it('names every variable that is wrong', async () => {
    const wrong = { REDIS_URL: 'http://x', REDIS_TTL: '-1' }
    const { code, out } = await threadkeep('doctor', () => readRedisConfig(wrong))
    expect(out).toMatch(/^problem .*REDIS_URL .*Correct it/m)
    expect(out).toMatch(/^problem .*REDIS_TTL .*Correct it/m)
    expect(code).toBe(1)
  })

  it('finds nothing wrong with what is right', async () => {
    await using setUp = await server(nothing)
    const { code, out, err } = await threadkeep('doctor', setUp.config)
    expect(out).toMatch(/^found {4}Redis \d.*, 1 master, maxmemory-policy noeviction.*\nok /)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const asJson = await threadkeep('doctor --json', setUp.config)
    expect(JSON.parse(asJson.out)).toMatchObject({ masters: 1, findings: [] })
  })
})
