import { expect, it } from 'vitest'
import { leaseOf, said, startRun } from '../../testing/conformance/runs/started-run.ts'
import { startProxy } from '../../testing/index.ts'
import { newOwner, openStore, startRawRedis } from './support.ts'

it('writes that waited for one whose outcome is unknown are repeated behind it, and none is lost', async () => {
  await using server = await startRawRedis()
  const proxy = await startProxy({ port: Number(new URL(server.url).port) })
  const owner = newOwner()
  const store = openStore(proxy.url, { commandTimeoutMs: 500 })
  const { id, lease } = await startRun(store.forOwner(owner))
  expect(await lease.write([said(0, 'a')])).toBe('written')

  proxy.inject({ kind: 'hold-replies' })
  const pieces = [said(1, 'b'), said(2, 'c'), said(3, 'd')]
  const outcomes = await Promise.allSettled(pieces.map((piece) => lease.write([piece])))
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  proxy.heal()
  const again = pieces.map((piece) => expect.poll(() => lease.write([piece])).toBe('written'))
  for (const written of again) await written
  await lease.giveBack()

  const other = openStore(server.url)
  const taken = leaseOf(await other.forOwner(owner).runs(id).takeOver('keep'))
  expect(taken.said.map((piece) => piece.type === 'text' && piece.text).join('')).toBe('abcd')
  await Promise.all([store.close(), other.close()])
  await proxy.stop()
})
