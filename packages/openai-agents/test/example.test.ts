import { getStore } from '@threadkeep/store'
import { testRedis } from '@threadkeep/store/testing'
import { expect, it, vi } from 'vitest'

it('the example of the README keeps a conversation in Redis', async () => {
  await using server = await testRedis()
  vi.stubEnv('REDIS_URL', server.url)
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import('./example.ts')
  expect(JSON.stringify(log.mock.calls)).toContain('Where to?')
  const mine = getStore().forOwner({ tenantId: 'contoso', userId: 'ada' })
  const { id } = await mine.findByExternalId('trip-2')
  const { items } = await mine.messages(id)
  expect(items.map(({ role, content }) => [role, 'text' in content && content.text])).toEqual([
    ['user', 'I plan a trip.'],
    ['assistant', 'Where to?'],
  ])
  await mine.delete(id)
  await getStore().close()
})
