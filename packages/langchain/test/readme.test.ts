import { readFileSync } from 'node:fs'
import { getStore } from '@threadkeep/store'
import { testRedis } from '@threadkeep/store/testing'
import { expect, it, vi } from 'vitest'

it('the example of the README is at most 12 lines, and keeps a conversation in Redis', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const example = readFileSync(new URL('example.ts', import.meta.url), 'utf8')
  expect(/```ts\n(.*?)```/s.exec(readme)?.[1]).toBe(example)
  expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(12)

  await using server = await testRedis()
  vi.stubEnv('REDIS_URL', server.url)
  await import('./example.ts')
  const mine = getStore().forOwner({ tenantId: 'contoso', userId: 'ada' })
  const { id } = await mine.findByExternalId('trip-1')
  const { items } = await mine.messages(id)
  expect(items.map(({ role, content }) => [role, 'text' in content && content.text])).toEqual([
    ['user', 'I plan a trip.'],
    ['assistant', 'Where to?'],
  ])
  await mine.delete(id)
  await getStore().close()
})
