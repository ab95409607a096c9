import type { Finding } from './finding.ts'

/** Why there is no connection, or no use of it, by the words of the error (describeError). */
const CAUSES: readonly [words: RegExp, message: string, advice: string][] = [
  // Of sentinels first: what they reject is no login to Redis.
  [
    /No sentinel helped: .*\bNOAUTH\b/,
    'The sentinels ask for a password.',
    'Set REDIS_SENTINEL_PASSWORD.',
  ],
  [
    /No sentinel helped: .*\bWRONGPASS\b/,
    'The sentinels reject the user name or password.',
    'Correct REDIS_SENTINEL_USERNAME or REDIS_SENTINEL_PASSWORD.',
  ],
  [/No such master/, 'The sentinels know no such master.', 'Correct REDIS_SENTINEL_NAME.'],
  [/No sentinel helped/, 'No sentinel can be reached.', 'Start them, or correct REDIS_SENTINELS.'],
  [/\bECONNREFUSED\b/, 'Nothing listens at the address.', 'Start Redis, or correct the address.'],
  [/\b(ENOTFOUND|EAI_\w+)\b/, 'The host name has no address.', 'Correct the name, or the DNS.'],
  [
    /\b(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b|Socket timeout|Command timed out/,
    'Nothing replies at the address.',
    'Look at firewalls and private endpoints; TLS is for both sides (rediss://) or none (redis://).',
  ],
  [
    /\b(ECONNRESET|EPIPE)\b/,
    'The other end closes the connection at once.',
    'TLS is for both sides (rediss://) or none (redis://); else look at the log of Redis.',
  ],
  [
    /\bNOAUTH\b/,
    'Redis asks for a password, and none is set.',
    'Set it in REDIS_URL, or in REDIS_PASSWORD.',
  ],
  [
    /\bWRONGPASS\b/,
    'Redis rejects the user name or password.',
    'Correct it in REDIS_URL, or in REDIS_USERNAME and REDIS_PASSWORD.',
  ],
  [
    /max number of clients/,
    'Redis takes no more connections.',
    'Raise maxclients, or close some: CLIENT LIST names them.',
  ],
  [/DB index/, 'Redis has no database of this number.', 'Correct the number in REDIS_URL.'],
  [
    /\b(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+)\b/,
    'The certificate of Redis comes from an authority that is not trusted here.',
    'Set REDIS_TLS_CA to the PEM file of the authority that issued it.',
  ],
  [
    /\b(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)\b/,
    'The certificate of Redis is for another name.',
    'Use a name that the certificate holds, or have it issued for this one.',
  ],
  [/\bCERT_HAS_EXPIRED\b/, 'The certificate of Redis has expired.', 'Renew it.'],
  [/\bCERT_\w+\b/, 'The certificate of Redis is not accepted.', 'Have it issued anew.'],
  [
    /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/,
    'Redis asks for a client certificate.',
    'Set REDIS_TLS_CERT and REDIS_TLS_KEY.',
  ],
  [
    /\b(ERR_SSL_\w+|EPROTO|ERR_TLS_\w+)\b/,
    'There is no TLS handshake with what listens there.',
    'A port without TLS needs redis://; a server that wants a certificate, REDIS_TLS_CERT and REDIS_TLS_KEY.',
  ],
  [/\bLOADING\b/, 'Redis is still loading its data.', 'Wait until it is done.'],
  [/\bBUSY\b/, 'Redis is busy with a script.', 'Wait, or end it by SCRIPT KILL.'],
  [
    /\bMASTERDOWN\b/,
    'Redis is a replica here that has lost its master.',
    'Connect to the master, or by REDIS_SENTINELS.',
  ],
  [
    /\bCLUSTERDOWN\b/,
    'The cluster is down: it has no majority, or slots without a master.',
    'Bring the masters back, or let their replicas take over (CLUSTER FAILOVER).',
  ],
  [
    /\bNOPERM\b/,
    'The Redis user lacks a right that connecting needs.',
    'Give it the rights of docs/operations.md (ACL SETUSER).',
  ],
]

/** `errors`: what may be the reason, the likeliest first, in the words of describeError. */
export function connectionFinding(errors: readonly string[], timeoutMs: number): Finding {
  const error = errors.find(isKnownCause) ?? errors[0]
  const [, message, advice] = (error !== undefined && causeOf(error)) || [
    '',
    `Redis could not be used within ${timeoutMs} ms.`,
    'Look at the address, at firewalls, and at the log of Redis.',
  ]
  const detail = error === undefined ? '' : ` (${error})`
  return { severity: 'problem', message: `${message}${detail}`, advice }
}

/** Whether waiting any longer would tell no more. */
export function isKnownCause(error: string): boolean {
  return causeOf(error) !== undefined
}

function causeOf(error: string) {
  return CAUSES.find(([words]) => words.test(error))
}
