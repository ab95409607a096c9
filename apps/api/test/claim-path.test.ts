import { expect, test } from 'vitest'
import { claimAt } from '../src/auth/claim-path.ts'

test.each<[string, unknown, unknown]>([
  ['tid', { tid: 'a' }, 'a'],
  ['o.id', { o: { id: 'a' } }, 'a'],
  ['app_metadata.tenant_id', { app_metadata: { tenant_id: 'a' } }, 'a'],
  ['a.b.c', { a: { b: { c: 'x' } } }, 'x'],
  ['https://example.com/tenant', { 'https://example.com/tenant': 'a' }, 'a'],
  ['https://example.com/x.org', { 'https://example.com/x': { org: 'a' } }, 'a'],
  ['o.id', { 'o.id': 'own', o: { id: 'nested' } }, 'own'],
  ['a.b.c', { 'a.b': { c: 'longest' }, a: { b: { c: 'nested' } } }, 'longest'],
  ['o.id', { o: 'id' }, undefined],
  ['o.length', { o: [1, 2] }, undefined],
  ['o.id', { o: null }, undefined],
  ['constructor.name', {}, undefined],
  ['o.__proto__.x', { o: {} }, undefined],
  ['toString', {}, undefined],
])('%s of %j is %j', (path, claims, expected) => {
  expect(claimAt(claims, path)).toBe(expected)
})
