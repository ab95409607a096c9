import { describe, expect, it } from 'vitest'
import { classify, describeError } from '../../src/redis/classify.ts'

function error(
  message: string,
  fields: { name?: string; code?: string; lastNodeError?: Error } = {},
): Error {
  return Object.assign(new Error(message), fields)
}

const refusal = (message: string) => error(message, { name: 'ReplyError' })
const wrapped = (code: string) =>
  refusal(
    `ERR Error running script (call to f_4e5d): @user_script:1: @user_script: 1: -${code} not now `,
  )

const OUTAGE = { kind: 'unavailable', again: true, refusal: false, demoted: false }

describe('an outage', () => {
  it.each([
    ["Stream isn't writeable and enableOfflineQueue options is false", 'not_applied'],
    ["Cluster isn't ready and enableOfflineQueue options is false", 'not_applied'],
    ['Cluster is ended.', 'not_applied'],
    ['None of startup nodes is available', 'not_applied'],
    ['The slot has moved to another master', 'not_applied'],
    ['All sentinels are unreachable. Retrying from scratch after 50ms.', 'not_applied'],
    ['Failed to refresh slots cache.', 'not_applied'],
    ['Reached the max retries per request limit (which is 0).', 'unknown'],
    ['Command timed out', 'unknown'],
    ['Connection is closed.', 'unknown'],
    ['Command aborted due to connection close', 'unknown'],
    ["Socket timeout. Expecting data, but didn't receive any in 1000ms.", 'unknown'],
    ['Too many Cluster redirections. Last error: Error: Connection is closed.', 'unknown'],
    ['Command queue state error. If you can reproduce this, please report it.', 'unknown'],
  ])('%s', (message, outcome) => {
    expect(classify(error(message))).toEqual({ ...OUTAGE, outcome })
  })

  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNABORTED',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ])('%s', (code) => {
    expect(classify(error('whatever', { code }))).toEqual({ ...OUTAGE, outcome: 'unknown' })
  })
})

describe("Redis's own refusal", () => {
  it.each([
    ['LOADING Redis is loading the dataset in memory', true],
    [
      "READONLY You can't write against a read only replica. script: 4e5d, on @user_script:1.",
      true,
    ],
    ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", true],
    ['CLUSTERDOWN The cluster is down', true],
    ['TRYAGAIN Multiple keys request during rehashing of slot', true],
    ['BUSY Redis is busy running a script. You can only call SCRIPT KILL.', true],
    ['UNKILLABLE The busy script was running in replication.', true],
    ['NOREPLICAS Not enough good replicas to write.', false],
    ["OOM command not allowed when used memory > 'maxmemory'. script: 4e5d", false],
    ['MISCONF Redis is configured to save RDB snapshots, but is unable to persist.', false],
    ['NOAUTH Authentication required.', false],
    ['WRONGPASS invalid username-password pair or user is disabled.', false],
  ])('%s', (message, again) => {
    const demoted = /^(READONLY|MASTERDOWN)/.test(message)
    const verdict = { kind: 'unavailable', outcome: 'not_applied', again, refusal: true, demoted }
    expect(classify(refusal(message))).toEqual(verdict)
    expect(classify(wrapped(message.split(' ')[0] ?? ''))).toEqual(verdict)
  })

  it.each([
    'ERR max number of clients reached',
    'ERR Script attempted to access a non local key in a cluster node script: 4e5d',
  ])('%s', (message) => {
    expect(classify(refusal(message))).toEqual({ ...OUTAGE, outcome: 'unknown' })
  })
})

it('a change that too few replicas have is made, and stands in the way of further ones', () => {
  const verdict = classify(error('Too few replicas have the change'))
  expect(verdict).toEqual({ ...OUTAGE, outcome: 'unknown', refusal: true })
})

describe('a bug', () => {
  it.each([
    'WRONGTYPE Operation against a key holding the wrong kind of value',
    "CROSSSLOT Keys in request don't hash to the same slot",
    'ERR Error compiling script (new function): user_script:1: unexpected symbol',
    "ERR unknown command 'FOO', with args beginning with:",
    'ERR syntax error',
    'ERR value is not an integer or out of range',
    "NOPERM this user has no permissions to run the 'evalsha' command",
    'MOVED 3999 127.0.0.1:6381',
    'ERR user_script:12: attempt to index a nil value',
    'ERR something that mentions OOM in passing',
  ])('%s', (message) => {
    expect(classify(refusal(message))).toEqual({ kind: 'bug' })
  })

  it.each([new TypeError('x is not a function'), 'ECONNREFUSED', undefined, { code: 'EPIPE' }])(
    '%o',
    (value) => {
      expect(classify(value)).toEqual({ kind: 'bug' })
    },
  )
})

describe('what is logged of an error', () => {
  it.each([
    [error('connect ECONNREFUSED 10.1.2.3:6380', { code: 'ECONNREFUSED' }), 'Error ECONNREFUSED'],
    [refusal('WRONGPASS invalid username-password pair'), 'ReplyError WRONGPASS'],
    [refusal("ERR unknown command 'secret text of a message'"), 'ReplyError ERR'],
    [error('secret'), 'Error'],
    [error('Connection is closed.'), 'Error Connection is closed'],
    [
      error('Failed to refresh slots cache.', {
        name: 'ClusterAllFailedError',
        lastNodeError: refusal('WRONGPASS invalid username-password pair'),
      }),
      'ClusterAllFailedError Failed to refresh slots cache: ReplyError WRONGPASS',
    ],
    [
      refusal('WRONGTYPE Operation against a key holding the wrong kind of value'),
      'ReplyError WRONGTYPE Operation against a key holding the wrong kind of value',
    ],
    ['secret', 'unknown error'],
  ])('%o', (value, described) => {
    expect(describeError(value)).toBe(described)
  })
})
