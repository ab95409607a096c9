import type { Outcome } from '@threadkeep/shared'
import { describePermissionError, isPermissionError } from './permission-error.ts'

/**
 * What an error of the Redis client means. `retryable`: worth a retry within the call's deadline.
 * `serverRejected`: the server is up and rejected the call. `notMaster`: it is not a master. An
 * unknown error is a bug, never an outage.
 */
export type Verdict =
  | {
      kind: 'unavailable'
      outcome: Outcome
      retryable: boolean
      serverRejected: boolean
      notMaster: boolean
    }
  | { kind: 'wrong-type' }
  | { kind: 'bug' }

/**
 * Redis's error codes for "not now". Such a reply means that nothing was changed, unless `outcome`
 * says otherwise.
 */
const SERVER_ERRORS: Record<string, { retryable: boolean; notMaster?: true; outcome?: Outcome }> = {
  LOADING: { retryable: true },
  READONLY: { retryable: true, notMaster: true },
  MASTERDOWN: { retryable: true, notMaster: true },
  CLUSTERDOWN: { retryable: true },
  TRYAGAIN: { retryable: true },
  BUSY: { retryable: true },
  NOREPLICAS: { retryable: false },
  OOM: { retryable: false },
  MISCONF: { retryable: false },
  NOAUTH: { retryable: false },
  WRONGPASS: { retryable: false },
  // The reply to a pending WAIT when its master becomes a replica.
  UNBLOCKED: { retryable: true, notMaster: true, outcome: 'unknown' },
  // A right that is revoked while a script runs stops it in its middle.
  NOPERM: { retryable: false, outcome: 'unknown' },
}

const CODE = Object.keys(SERVER_ERRORS).join('|')
/** At the beginning, or after a dash: Redis 6 and older wrap a script's error in their own. */
const REJECTED = new RegExp(`(?:^|-)(${CODE})\\b`)

/**
 * Rejections without a code. Scripts never leave one slot, so a "non local key" is in a slot that
 * is moving to another node. Valkey has other words where a command reads several keys.
 */
const REJECTED_IN_WORDS =
  /max number of clients reached|access a non local key|undeclared keys were accessed during rehashing/

/** With the error code that came in place of a number of replicas, if any. */
const NOT_REPLICATED = /^Too few replicas have the change(?:: ([A-Z]+))?/

/** In Redis 6 and older it is inside the script's error message. */
const WRONG_TYPE = /\bWRONGTYPE\b/

const NETWORK_CODE =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_\w+|EADDRNOTAVAIL|ENOENT)$/
const TLS_CODE =
  /^(ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|CERT_\w+|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|HOSTNAME_MISMATCH)$/

/** Certainly not sent: the client itself rejected the command. */
const NOT_SENT =
  /^(Stream isn't writeable and enableOfflineQueue|Cluster isn't ready and enableOfflineQueue|Cluster is (ended|disconnect\w+)\.|None of startup nodes is available|Node is disconnected|All sentinels are unreachable|Failed to refresh slots cache|The slot has moved)/

/** Possibly executed: the connection was lost before the reply came. */
const RESPONSE_LOST =
  /^(Reached the max retries per request limit|Command timed out|Connection is (closed|discarded|aborted)|Command aborted due to connection close|Socket (timeout|closed unexpectedly)|Too many Cluster redirections|Command queue state error|Unknown RESP type)/

export function classifyError(error: unknown): Verdict {
  if (!(error instanceof Error)) return { kind: 'bug' }
  const { message } = error
  // The change was made. While replicas lag, a retry would only queue up behind it.
  const unreplicated = NOT_REPLICATED.exec(message)
  if (unreplicated) {
    const notMaster = /^(READONLY|UNBLOCKED)$/.test(unreplicated[1] ?? '')
    return { ...outage('unknown', true), notMaster }
  }
  const serverRejected = SERVER_ERRORS[serverErrorCode(message) ?? '']
  if (serverRejected !== undefined) {
    const { retryable, notMaster = false, outcome = 'not_applied' } = serverRejected
    return { kind: 'unavailable', outcome, retryable, serverRejected: true, notMaster }
  }
  if (REJECTED_IN_WORDS.test(message)) return outage('unknown')
  if (WRONG_TYPE.test(message)) return { kind: 'wrong-type' }
  if (NOT_SENT.test(message)) return outage('not_applied')
  const code = errorCode(error)
  if (RESPONSE_LOST.test(message) || NETWORK_CODE.test(code) || TLS_CODE.test(code)) {
    return outage('unknown')
  }
  return { kind: 'bug' }
}

/** Redis's error code, if it is a known one. */
function serverErrorCode(message: string): string | undefined {
  return REJECTED.exec(message)?.[1] ?? (isPermissionError(message) ? 'NOPERM' : undefined)
}

/** A key has a value of a wrong type: damage, not a bug. */
export class WrongTypeError extends Error {
  constructor() {
    super('a key has a value of another type')
    this.name = 'WrongTypeError'
  }
}

function outage(outcome: Outcome, serverRejected = false) {
  return {
    kind: 'unavailable',
    outcome,
    retryable: true,
    serverRejected,
    notMaster: false,
  } as const
}

/** The messages that may be logged whole. Others may quote the command that failed. */
const HARMLESS =
  /^(WRONGTYPE|CROSSSLOT|MOVED|NOSCRIPT|ERR (user_script|Error (running|compiling) script|Script attempted|Unable to execute command|No such master|DB index|max number of clients|This instance has cluster support disabled))/

/** Why the last sentinel that was asked did not help. */
const SENTINEL_CAUSE = /^All sentinels are unreachable.* Last error: (.+)$/s

/**
 * Describes an error in words that may be logged. The client's errors hold the command that failed,
 * and with it passwords and messages.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  const inner = 'lastNodeError' in error ? error.lastNodeError : undefined
  const words = innermost(error.message)
  const said = inner instanceof Error ? `${words}: ${describeError(inner)}` : words
  return [error.name, errorCode(error), said].filter((part) => part !== '').join(' ')
}

/** A label from a small set, for metrics: the system's or TLS's code, or Redis's error code. */
export function errorLabel(error: unknown): string {
  if (!(error instanceof Error)) return 'OTHER'
  const inner = 'lastNodeError' in error ? error.lastNodeError : undefined
  if (inner instanceof Error) return errorLabel(inner)
  // A server that hangs; the client has no code for it.
  if (/^(Socket timeout|Command timed out)/.test(error.message)) return 'TIMEOUT'
  const message = SENTINEL_CAUSE.exec(error.message)?.[1] ?? error.message
  const word = serverErrorCode(message) ?? /^[A-Z]{3,}\b/.exec(message)?.[0]
  return errorCode(error) || word || 'OTHER'
}

function innermost(message: string): string {
  if (isPermissionError(message)) return describePermissionError(message)
  if (HARMLESS.test(message)) return message.slice(0, 160)
  const sentinelCause = SENTINEL_CAUSE.exec(message)?.[1]
  if (sentinelCause !== undefined) return `No sentinel helped: ${innermost(sentinelCause)}`
  const ours =
    NOT_SENT.exec(message)?.[0] ??
    RESPONSE_LOST.exec(message)?.[0] ??
    NOT_REPLICATED.exec(message)?.[0]
  return ours ?? serverErrorCode(message) ?? /^[A-Z]{3,}\b/.exec(message)?.[0] ?? ''
}

function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
