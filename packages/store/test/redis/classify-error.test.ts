import { describe, expect, it } from 'vitest'
import { classifyError, describeError } from '../../src/redis/connection/classify-error.ts'
import {
  CLIENT_ERRORS,
  CLUSTER_ERRORS,
  CONNECTION_CODES,
  rowsOf,
  SERVER_ERRORS,
} from './error-table.ts'

function error(
  message: string,
  fields: { name?: string; code?: string; lastNodeError?: Error } = {},
): Error {
  return Object.assign(new Error(message), fields)
}

const rejection = (message: string) => error(message, { name: 'ReplyError' })
const wrapped = (code: string) =>
  rejection(
    `ERR Error running script (call to f_4e5d): @user_script:1: @user_script: 1: -${code} not now `,
  )

const OUTAGE = { kind: 'unavailable', retryable: true, serverRejected: false, notMaster: false }

describe('what real servers and the real client are known to say', () => {
  it.each([...rowsOf(SERVER_ERRORS), ...rowsOf(CLUSTER_ERRORS), ...rowsOf(CLIENT_ERRORS)])(
    '%s',
    (word, { says, verdict }) => {
      expect(classifyError(rejection(`${word}${says}`))).toEqual(verdict)
    },
  )

  // The servers of the live tests need not be Valkey; there moving-slot.test.ts meets it.
  it('a slot that moves, in the words of Valkey 8', () => {
    const said =
      "ERR Unable to execute command 'exists' in script because undeclared keys were accessed during rehashing of the slot script: 4e5d, on @user_script:45."
    expect(classifyError(rejection(said))).toEqual({ ...OUTAGE, outcome: 'unknown' })
  })

  it.each(rowsOf(CONNECTION_CODES))('%s', (code, { verdict }) => {
    expect(classifyError(error('whatever', { code }))).toEqual(verdict)
  })

  it.each(
    [...rowsOf(SERVER_ERRORS), ...rowsOf(CLUSTER_ERRORS)].filter(
      ([, { verdict }]) => verdict.kind === 'unavailable' && verdict.serverRejected,
    ),
  )('%s, in the words of a script of Redis 6', (word, { verdict }) => {
    expect(classifyError(wrapped(word))).toEqual(verdict)
  })
})

describe('an outage that no test can bring about', () => {
  it.each([
    ['Cluster is ended.', 'not_applied'],
    ['None of startup nodes is available', 'not_applied'],
    ['The slot has moved to another master', 'not_applied'],
    ['Command aborted due to connection close', 'unknown'],
    ['Too many Cluster redirections. Last error: Error: Connection is closed.', 'unknown'],
    ['Command queue state error. If you can reproduce this, please report it.', 'unknown'],
  ])('%s', (message, outcome) => {
    expect(classifyError(error(message))).toEqual({ ...OUTAGE, outcome })
  })

  it.each([
    'EPIPE',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EAI_AGAIN',
    'ECONNABORTED',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ])('%s', (code) => {
    expect(classifyError(error('whatever', { code }))).toEqual({ ...OUTAGE, outcome: 'unknown' })
  })
})

it.each([
  ['UNBLOCKED', 'UNBLOCKED force unblock from blocking operation, instance state changed'],
  ['UNBLOCKED', 'Too few replicas have the change: UNBLOCKED'],
  ['READONLY', 'Too few replicas have the change: READONLY'],
])(
  '%s in place of a reply to WAIT: the change is made, on a server that is no master any more',
  (word, message) => {
    const verdict = classifyError(rejection(message))
    expect(verdict).toEqual({
      ...OUTAGE,
      outcome: 'unknown',
      serverRejected: true,
      notMaster: true,
    })
    expect(describeError(rejection(message))).toContain(word)
  },
)

it('a change that too few replicas have is made, and stands in the way of further ones', () => {
  const verdict = classifyError(error('Too few replicas have the change'))
  expect(verdict).toEqual({ ...OUTAGE, outcome: 'unknown', serverRejected: true })
})

describe('a bug', () => {
  it.each([
    'ERR syntax error',
    'ERR value is not an integer or out of range',
    'ERR user_script:12: attempt to index a nil value',
    'ERR something that mentions OOM in passing',
  ])('%s', (message) => {
    expect(classifyError(rejection(message))).toEqual({ kind: 'bug' })
  })

  it.each([new TypeError('x is not a function'), 'ECONNREFUSED', undefined, { code: 'EPIPE' }])(
    '%o',
    (value) => {
      expect(classifyError(value)).toEqual({ kind: 'bug' })
    },
  )
})

describe('what is logged of an error', () => {
  it.each([
    [error('connect ECONNREFUSED 10.1.2.3:6380', { code: 'ECONNREFUSED' }), 'Error ECONNREFUSED'],
    [rejection('WRONGPASS invalid username-password pair'), 'ReplyError WRONGPASS'],
    [rejection("ERR unknown command 'secret text of a message'"), 'ReplyError ERR'],
    [error('secret'), 'Error'],
    [error('Connection is closed.'), 'Error Connection is closed'],
    [
      error('Failed to refresh slots cache.', {
        name: 'ClusterAllFailedError',
        lastNodeError: rejection('WRONGPASS invalid username-password pair'),
      }),
      'ClusterAllFailedError Failed to refresh slots cache: ReplyError WRONGPASS',
    ],
    [
      rejection('WRONGTYPE Operation against a key holding the wrong kind of value'),
      'ReplyError WRONGTYPE Operation against a key holding the wrong kind of value',
    ],
    ['secret', 'unknown error'],
  ])('%o', (value, described) => {
    expect(describeError(value)).toBe(described)
  })
})
