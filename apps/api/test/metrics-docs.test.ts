import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createRegistry } from '../src/observability/metrics/registry.ts'
import { memoryStore, startApi, watchStore } from './support/api.ts'

test('the page for operators names every metric with its type, and no other', async () => {
  const registry = createRegistry('1.2.3')
  watchStore(registry, 'redis')
  await using _api = await startApi({ registry, store: memoryStore() })
  const metrics = await registry.getMetricsAsJSON()
  const actual = metrics.map(({ name, type }) => `${name} ${type}`)

  const page = readFileSync(new URL('../../../docs/observability.md', import.meta.url), 'utf8')
  const rows = page.matchAll(/^\| `(threadkeep_\w+)` +\| (\w+) /gm)
  const documented = [...rows].map(([, name, type]) => `${name} ${type}`)
  expect(documented.toSorted()).toEqual(actual.toSorted())
})
