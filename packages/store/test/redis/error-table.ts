import type { Verdict } from '../../src/redis/connection/classify-error.ts'

/*
 * What is said when something is wrong, and what that means to callers. Keys are how the message
 * begins, or the error's code. classify.test.ts holds the classifier to these words as they are
 * written here, the live tests to the same words as real servers and the real client say them.
 */

export interface Row {
  /** How the message goes on. */
  says: string
  verdict: Verdict
}

const BUG: Verdict = { kind: 'bug' }
const DAMAGE: Verdict = { kind: 'wrong-type' }

const outage = (outcome: 'unknown' | 'not_applied'): Verdict => ({
  kind: 'unavailable',
  outcome,
  retryable: true,
  serverRejected: false,
  notMaster: false,
})

const rejected = (
  { retryable, notMaster = false }: { retryable: boolean; notMaster?: boolean },
  outcome: 'unknown' | 'not_applied' = 'not_applied',
): Verdict => ({ kind: 'unavailable', outcome, retryable, serverRejected: true, notMaster })

export const SERVER_ERRORS = {
  LOADING: {
    says: ' Redis is loading the dataset in memory',
    verdict: rejected({ retryable: true }),
  },
  READONLY: {
    says: " You can't write against a read only replica. script: 4e5d, on @user_script:1.",
    verdict: rejected({ retryable: true, notMaster: true }),
  },
  MASTERDOWN: {
    says: " Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    verdict: rejected({ retryable: true, notMaster: true }),
  },
  BUSY: {
    says: ' Redis is busy running a script. You can only call SCRIPT KILL.',
    verdict: rejected({ retryable: true }),
  },
  NOREPLICAS: {
    says: ' Not enough good replicas to write.',
    verdict: rejected({ retryable: false }),
  },
  OOM: {
    says: " command not allowed when used memory > 'maxmemory'. script: 4e5d",
    verdict: rejected({ retryable: false }),
  },
  MISCONF: {
    says: ' Redis is configured to save RDB snapshots, but is unable to persist.',
    verdict: rejected({ retryable: false }),
  },
  NOAUTH: { says: ' Authentication required.', verdict: rejected({ retryable: false }) },
  WRONGPASS: {
    says: ' invalid username-password pair or user is disabled.',
    verdict: rejected({ retryable: false }),
  },
  WRONGTYPE: { says: ' Operation against a key holding the wrong kind of value', verdict: DAMAGE },
  NOPERM: {
    says: " this user has no permissions to run the 'eval' command",
    verdict: rejected({ retryable: false }, 'unknown'),
  },
  UNBLOCKED: {
    says: ' force unblock from blocking operation, instance state changed (master -> replica?)',
    verdict: rejected({ retryable: true, notMaster: true }, 'unknown'),
  },
  'ERR Error compiling script': {
    says: ' (new function): user_script:1: unexpected',
    verdict: BUG,
  },
  'ERR unknown command': { says: " 'FOO', with args beginning with:", verdict: BUG },
} as const satisfies Record<string, Row>

export const CLUSTER_ERRORS = {
  MOVED: { says: ' 3999 127.0.0.1:6381', verdict: BUG },
  CROSSSLOT: { says: " Keys in request don't hash to the same slot", verdict: BUG },
  TRYAGAIN: {
    says: ' Multiple keys request during rehashing of slot',
    verdict: rejected({ retryable: true }),
  },
  'ERR Script attempted to access a non local key': {
    says: ' in a cluster node script: 4e5d',
    verdict: outage('unknown'),
  },
  CLUSTERDOWN: { says: ' Hash slot not served', verdict: rejected({ retryable: true }) },
} as const satisfies Record<string, Row>

export const CLIENT_ERRORS = {
  "Stream isn't writeable": {
    says: ' and enableOfflineQueue options is false',
    verdict: outage('not_applied'),
  },
  "Cluster isn't ready": {
    says: ' and enableOfflineQueue options is false',
    verdict: outage('not_applied'),
  },
  'Failed to refresh slots cache': { says: '.', verdict: outage('not_applied') },
  'All sentinels are unreachable': {
    says: '. Retrying from scratch after 50ms.',
    verdict: outage('not_applied'),
  },
  'Reached the max retries': {
    says: ' per request limit (which is 0).',
    verdict: outage('unknown'),
  },
  'Command timed out': { says: '', verdict: outage('unknown') },
  'Connection is closed': { says: '.', verdict: outage('unknown') },
  'Socket timeout': {
    says: ". Expecting data, but didn't receive any in 1000ms.",
    verdict: outage('unknown'),
  },
  'ERR max number of clients reached': { says: '', verdict: outage('unknown') },
  'Unknown RESP type': { says: ': 0.', verdict: outage('unknown') },
} as const satisfies Record<string, Row>

/** Codes, not beginnings: of each it is the code alone that says what happened. */
export const CONNECTION_CODES = {
  ECONNREFUSED: { says: '', verdict: outage('unknown') },
  ECONNRESET: { says: '', verdict: outage('unknown') },
  ETIMEDOUT: { says: '', verdict: outage('unknown') },
  ENOTFOUND: { says: '', verdict: outage('unknown') },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { says: '', verdict: outage('unknown') },
  ERR_TLS_CERT_ALTNAME_INVALID: { says: '', verdict: outage('unknown') },
  CERT_HAS_EXPIRED: { says: '', verdict: outage('unknown') },
} as const satisfies Record<string, Row>

export const rowsOf = (table: Readonly<Record<string, Row>>): [string, Row][] =>
  Object.entries(table)
