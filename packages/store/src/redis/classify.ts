import type { Outcome } from '@threadkeep/shared'

/**
 * What an error of the Redis client means to a caller. `again`: worth another try within the
 * call's own deadline. Everything that is not known here is a bug, never an outage.
 */
export type Verdict = { kind: 'unavailable'; outcome: Outcome; again: boolean } | { kind: 'bug' }

/** Redis's own words for "not now". All of them come before anything was changed. */
const REFUSALS: Record<string, { again: boolean }> = {
  LOADING: { again: true },
  READONLY: { again: true },
  MASTERDOWN: { again: true },
  CLUSTERDOWN: { again: true },
  TRYAGAIN: { again: true },
  BUSY: { again: true },
  UNKILLABLE: { again: true },
  INPROG: { again: true },
  NOREPLICAS: { again: false },
  OOM: { again: false },
  MISCONF: { again: false },
  NOAUTH: { again: false },
  WRONGPASS: { again: false },
}

const CODE = Object.keys(REFUSALS).join('|')
/** At the beginning, or after a dash where Redis 6 and older wrap a script's error in their own. */
const REFUSED = new RegExp(`(?:^|-)(${CODE})\\b`)

/**
 * Refusals without a code. Our scripts never leave one slot, so a "non local key" can only be one
 * that is on its way to another node while the slot moves.
 */
const REFUSED_IN_WORDS = /max number of clients reached|access a non local key/

const NETWORK_CODE =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_\w+|EADDRNOTAVAIL|ENOENT)$/
const TLS_CODE =
  /^(ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|CERT_\w+|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|HOSTNAME_MISMATCH)$/

/** Sent for certain it was not: the client refused by itself. */
const NOT_SENT =
  /^(Stream isn't writeable and enableOfflineQueue|Cluster isn't ready and enableOfflineQueue|Cluster is (ended|disconnect\w+)\.|None of startup nodes is available|Node is disconnected|All sentinels are unreachable|Failed to refresh slots cache)/

/** It may have been executed: the connection went before the answer came. */
const ANSWER_LOST =
  /^(Reached the max retries per request limit|Command timed out|Connection is (closed|discarded|aborted)|Command aborted due to connection close|Socket (timeout|closed unexpectedly)|Too many Cluster redirections|Command queue state error|Unknown RESP type|Too few replicas have the change)/

export function classify(error: unknown): Verdict {
  if (!(error instanceof Error)) return { kind: 'bug' }
  const { message } = error
  const refusal = REFUSED.exec(message)?.[1]
  if (refusal !== undefined) {
    return { kind: 'unavailable', outcome: 'not_applied', again: REFUSALS[refusal]?.again === true }
  }
  if (REFUSED_IN_WORDS.test(message)) {
    return { kind: 'unavailable', outcome: 'unknown', again: true }
  }
  if (NOT_SENT.test(message)) return { kind: 'unavailable', outcome: 'not_applied', again: true }
  if (ANSWER_LOST.test(message)) return { kind: 'unavailable', outcome: 'unknown', again: true }
  const code = errorCode(error)
  if (NETWORK_CODE.test(code) || TLS_CODE.test(code)) {
    return { kind: 'unavailable', outcome: 'unknown', again: true }
  }
  return { kind: 'bug' }
}

/**
 * An error in words that may be logged. The client's errors hold the command that failed, so
 * printing one prints passwords and messages.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  const code = errorCode(error) || (/^[A-Z]{3,}\b/.exec(error.message)?.[0] ?? '')
  return code === '' ? error.name : `${error.name} ${code}`
}

function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
