import type { Outcome } from '@threadkeep/shared'
import { describePermissionError, isPermissionError } from './permission-error.ts'

/**
 * What an error of the Redis client means to a caller. `again`: worth another try within the
 * call's own deadline. `refusal`: the server is there and says no. `demoted`: it is no master.
 * Everything that is not known here is a bug, never an outage.
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
 * Redis's own words for "not now". An attempt that is answered with one has changed nothing, unless
 * the outcome says otherwise.
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
  // Of a WAIT that was pending when its master was made a replica.
  UNBLOCKED: { retryable: true, notMaster: true, outcome: 'unknown' },
  // A right that is taken away stops a script in its middle.
  NOPERM: { retryable: false, outcome: 'unknown' },
}

const CODE = Object.keys(SERVER_ERRORS).join('|')
/** At the beginning, or after a dash where Redis 6 and older wrap a script's error in their own. */
const REFUSED = new RegExp(`(?:^|-)(${CODE})\\b`)

/**
 * Refusals without a code. Our scripts never leave one slot, so a "non local key" can only be one
 * that is on its way to another node while the slot moves.
 */
const REFUSED_IN_WORDS = /max number of clients reached|access a non local key/

/** With the word that stood in place of a number of replicas, if one did. */
const NOT_REPLICATED = /^Too few replicas have the change(?:: ([A-Z]+))?/

/** In Redis 6 and older within the words of the script that met it. */
const WRONG_TYPE = /\bWRONGTYPE\b/

const NETWORK_CODE =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_\w+|EADDRNOTAVAIL|ENOENT)$/
const TLS_CODE =
  /^(ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|CERT_\w+|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|HOSTNAME_MISMATCH)$/

/** Sent for certain it was not: the client refused by itself. */
const NOT_SENT =
  /^(Stream isn't writeable and enableOfflineQueue|Cluster isn't ready and enableOfflineQueue|Cluster is (ended|disconnect\w+)\.|None of startup nodes is available|Node is disconnected|All sentinels are unreachable|Failed to refresh slots cache|The slot has moved)/

/** It may have been executed: the connection went before the answer came. */
const ANSWER_LOST =
  /^(Reached the max retries per request limit|Command timed out|Connection is (closed|discarded|aborted)|Command aborted due to connection close|Socket (timeout|closed unexpectedly)|Too many Cluster redirections|Command queue state error|Unknown RESP type)/

export function classifyError(error: unknown): Verdict {
  if (!(error instanceof Error)) return { kind: 'bug' }
  const { message } = error
  // The change is made. As long as replicas lag, further ones would only queue up behind it.
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
  if (REFUSED_IN_WORDS.test(message)) return outage('unknown')
  if (WRONG_TYPE.test(message)) return { kind: 'wrong-type' }
  if (NOT_SENT.test(message)) return outage('not_applied')
  const code = errorCode(error)
  if (ANSWER_LOST.test(message) || NETWORK_CODE.test(code) || TLS_CODE.test(code)) {
    return outage('unknown')
  }
  return { kind: 'bug' }
}

/** The word that Redis refused with, where it is one that is known. */
function serverErrorCode(message: string): string | undefined {
  return REFUSED.exec(message)?.[1] ?? (isPermissionError(message) ? 'NOPERM' : undefined)
}

/** A key has a value of another type than the layout's: damage, not a bug. */
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

/** What may be logged of a server's words: the rest of them may quote the command that failed. */
const HARMLESS =
  /^(WRONGTYPE|CROSSSLOT|MOVED|NOSCRIPT|ERR (user_script|Error (running|compiling) script|Script attempted|No such master|DB index|max number of clients))/

/** Why the last sentinel that was asked did not help. */
const SENTINEL_CAUSE = /^All sentinels are unreachable.* Last error: (.+)$/s

/**
 * An error in words that may be logged. The client's errors hold the command that failed, so
 * printing one prints passwords and messages.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  const inner = 'lastNodeError' in error ? error.lastNodeError : undefined
  const words = innermost(error.message)
  const said = inner instanceof Error ? `${words}: ${describeError(inner)}` : words
  return [error.name, errorCode(error), said].filter((part) => part !== '').join(' ')
}

/** One of few, to count errors by: the system's or TLS's code, or the word that Redis refused with. */
export function errorLabel(error: unknown): string {
  if (!(error instanceof Error)) return 'OTHER'
  const inner = 'lastNodeError' in error ? error.lastNodeError : undefined
  if (inner instanceof Error) return errorLabel(inner)
  // What a server that hangs is told by; the client has no code for it.
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
    ANSWER_LOST.exec(message)?.[0] ??
    NOT_REPLICATED.exec(message)?.[0]
  return ours ?? serverErrorCode(message) ?? /^[A-Z]{3,}\b/.exec(message)?.[0] ?? ''
}

function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
