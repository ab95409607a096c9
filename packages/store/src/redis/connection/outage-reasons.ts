import { NO_CREDENTIALS } from '../credentials/renew-credentials.ts'

/** A word of an error, as describeError has it, and what that means to an operator. */
type Reason = readonly [word: RegExp, meaning: string]

/** Of a server that is there and takes no changes. */
const REJECTS_CHANGES: readonly Reason[] = [
  [/Too few replicas/, 'Fewer replicas than REDIS_WAIT_REPLICAS confirm what they are sent.'],
  [/\bOOM\b/, 'Redis is out of memory (OOM): it takes no changes but deletes.'],
  [/\bNOREPLICAS\b/, 'Redis has fewer replicas than min-replicas-to-write (NOREPLICAS).'],
  [/\bMISCONF\b/, 'Redis cannot save to its disk (MISCONF).'],
  [/\bREADONLY\b/, 'Redis is a replica here (READONLY).'],
]

const SENTINELS: readonly Reason[] = [
  [/\bNOAUTH\b/, 'The sentinels ask for a password (NOAUTH): set REDIS_SENTINEL_PASSWORD.'],
  [
    /\bWRONGPASS\b/,
    'The sentinels reject REDIS_SENTINEL_USERNAME or REDIS_SENTINEL_PASSWORD (WRONGPASS).',
  ],
  [/No such master/, 'The sentinels know no master called REDIS_SENTINEL_NAME.'],
  [/./, 'No sentinel of REDIS_SENTINELS can be reached.'],
]

const REJECTS_ALL: readonly Reason[] = [
  [/\bLOADING\b/, 'Redis loads its data (LOADING).'],
  [/\bBUSY\b/, 'Redis is busy with a script (BUSY).'],
  [/\bMASTERDOWN\b/, 'Redis is a replica here that has lost its master (MASTERDOWN).'],
  [
    /\bCLUSTERDOWN\b/,
    'The cluster is down (CLUSTERDOWN): most masters are gone, or slots have none.',
  ],
  [/\bTRYAGAIN\b|non local key/, 'Slots are on their way to another node of the cluster.'],
  [/\bUNBLOCKED\b/, 'Redis was made a replica (UNBLOCKED).'],
  [/\bNOAUTH\b/, 'Redis asks for a password (NOAUTH), and none is set.'],
  [/\bWRONGPASS\b/, 'Redis rejects the user or the password (WRONGPASS).'],
  [/max number of clients/, 'Redis takes no more connections (maxclients).'],
  [/cluster support disabled/, 'Redis is no cluster: unset REDIS_CLUSTER.'],
  [/DB index/, 'Redis has no database of the number in REDIS_URL.'],
]

const NO_CONNECTION: readonly Reason[] = [
  [/\bCERT_HAS_EXPIRED\b/, 'The certificate of Redis has expired (CERT_HAS_EXPIRED).'],
  [
    /\bERR_TLS_CERT_ALTNAME_INVALID\b|\bHOSTNAME_MISMATCH\b/,
    'The certificate of Redis is for another name (ERR_TLS_CERT_ALTNAME_INVALID).',
  ],
  [
    /\bUNABLE_TO_\w+|\b(DEPTH_ZERO_)?SELF_SIGNED_CERT\w*/,
    'The certificate of Redis is by an authority that is not trusted: see REDIS_TLS_CA.',
  ],
  [
    /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/,
    'Redis asks for a client certificate: set REDIS_TLS_CERT and REDIS_TLS_KEY.',
  ],
  [/\b(ERR_SSL_\w+|ERR_TLS_\w+|EPROTO)\b/, 'TLS to Redis fails: it may not speak it at this port.'],
  [/\b(ENOTFOUND|EAI_\w+)\b/, 'The name of Redis cannot be resolved.'],
  [/\bECONNREFUSED\b/, 'Nothing listens at the address of Redis (ECONNREFUSED).'],
  [/\b(EHOST\w+|ENET\w+|EADDRNOTAVAIL)\b/, 'There is no route to the address of Redis.'],
  [
    /no reply within|Socket timeout|Command timed out/,
    'Redis does not reply within REDIS_COMMAND_TIMEOUT_MS: it is frozen, overloaded, or cut off.',
  ],
  [
    /\b(ECONN\w+|EPIPE)\b|Connection is closed|closed unexpectedly|max retries per request/,
    'Connections to Redis are closed by the other end: it may speak TLS only.',
  ],
  [
    /\bETIMEDOUT\b|not connected|still down/,
    'Redis does not take a connection in time: it may be frozen, loading, behind a firewall, or not speak TLS.',
  ],
]

/** How a server rejects all changes. Undefined where nothing did: it is not there, or silent. */
export function describeRejection(words: string): string | undefined {
  const permission = /NOPERM (.*)$/.exec(words)?.[1]
  if (permission !== undefined) return `A right is missing: ${permission}.`
  const meaning = meaningOf(words, REJECTS_CHANGES)
  return meaning && `No change can be made: ${meaning}`
}

/** Why calls fail, in words for an operator; those of the error itself where there are none. */
export function explainOutage(words: string): string {
  // Its cause is not one of Redis: ECONNREFUSED is of where tokens come from.
  if (words.startsWith(NO_CREDENTIALS)) return `${words}.`
  if (words.includes('No sentinel helped')) return meaningOf(words, SENTINELS) ?? words
  return describeRejection(words) ?? meaningOf(words, [...REJECTS_ALL, ...NO_CONNECTION]) ?? words
}

function meaningOf(words: string, reasons: readonly Reason[]): string | undefined {
  return reasons.find(([word]) => word.test(words))?.[1]
}
