import { expect, test } from 'vitest'
import { rejections } from './rejections.ts'

const SECRET = 'canary-4711'

const ENCODE = /percent-encoded: # is %23/

test.each<[url: string, reason: RegExp]>([
  ['redis.example:6379', /must be like redis:/],
  ['http://redis.example', /must be like redis:/],
  ['redis://', /must be like redis:/],
  ['redis://redis.example:0', /must be like redis:/],
  ['redis://redis.example:65536', /must be like redis:/],
  ['redis://redis.example?tls=true', /\(\?tls\), which is not read: TLS is rediss:/],
  ['redis://redis.example?ssl=true', /\(\?ssl\), which is not read: TLS is rediss:/],
  ['redis://redis.example?db=2', /\(\?db\), which is not read: the database is the path/],
  ['redis://redis.example/?db=2', /\(\?db\), which is not read: the database is the path/],
  ['redis://redis.example?family=6', /\(\?family\), which is not read$/],
  ['redis://redis.example?', /has a query/],
  ['redis://redis.example#2', /has a fragment/],
  ['redis://redis.example/two', /path that is no number/],
  [`redis://${SECRET}@redis.example`, /user without a password/],
  [`redis://:${SECRET}#x@redis.example`, ENCODE],
  [`redis://:${SECRET}/x@redis.example`, ENCODE],
  [`redis://:${SECRET}?x@redis.example`, ENCODE],
  [`redis://:${SECRET}%x@redis.example`, ENCODE],
  [`redis://:12#${SECRET}@redis.example`, ENCODE],
  [`redis://user:12/${SECRET}@redis.example:6379`, ENCODE],
  ['redis://a:7000,b:7001', /several hosts, which needs REDIS_CLUSTER=true/],
])('REDIS_URL=%s is rejected with the reason', (url, reason) => {
  const said = rejections({ REDIS_URL: url })
  expect(said).toEqual({ REDIS_URL: expect.stringMatching(reason) })
  expect(JSON.stringify(said)).not.toContain(SECRET)
})

test.each([
  'redis://redis.example',
  'redis://redis.example/',
  'redis://redis.example/15',
  'REDISS://redis.example:10000',
  'redis://:pass@word@redis.example',
  'redis://user:p%23%2F%3F%25@[::1]:6379',
  'redis://[::1]',
])('%s is an address', (url) => {
  expect(rejections({ REDIS_URL: url })).toEqual({})
})

test.each([
  ['redis://redis.example/3', { REDIS_URL: /cluster has only database 0/ }],
  ['redis://redis.example?db=3', { REDIS_URL: /the database is the path/ }],
  ['redis://redis.example/0', {}],
  ['redis://:secret@a:7000,b,[::1]:7002', {}],
  ['redis://a:7000,', { REDIS_URL: /must be like/ }],
])('of a cluster: %s', (url, expected) => {
  const said = Object.entries(expected).map(([name, reason]) => [
    name,
    expect.stringMatching(reason),
  ])
  expect(rejections({ REDIS_URL: url, REDIS_CLUSTER: 'true' })).toEqual(Object.fromEntries(said))
})
