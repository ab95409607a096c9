import type { Finding } from './finding.ts'

/** Why there is no connection, by the label of the last error (classify-error.ts). */
const CAUSES: readonly [label: RegExp, message: string, advice: string][] = [
  [/^ECONNREFUSED$/, 'Nothing listens at the address.', 'Start Redis, or correct the address.'],
  [/^(ENOTFOUND|EAI_\w+)$/, 'The host name has no address.', 'Correct the name, or the DNS.'],
  [
    /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TIMEOUT)$/,
    'Nothing replies at the address.',
    'Look at firewalls and private endpoints; TLS is for both sides (rediss://) or none (redis://).',
  ],
  [
    /^(ECONNRESET|EPIPE)$/,
    'The other end closes the connection at once.',
    'TLS is for both sides (rediss://) or none (redis://); else look at the log of Redis.',
  ],
  [
    /^(WRONGPASS|NOAUTH)$/,
    'Redis rejects the user name or password.',
    'Correct it in REDIS_URL, or in REDIS_USERNAME and REDIS_PASSWORD.',
  ],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+)$/,
    'The certificate of Redis comes from an authority that is not trusted here.',
    'Set REDIS_TLS_CA to the PEM file of the authority that issued it.',
  ],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    'The certificate of Redis is for another name.',
    'Use a name that the certificate holds, or have it issued for this one.',
  ],
  [/^CERT_HAS_EXPIRED$/, 'The certificate of Redis has expired.', 'Renew it.'],
  [/^CERT_\w+$/, 'The certificate of Redis is not accepted.', 'Have it issued anew.'],
  [
    /^(ERR_SSL_\w+|EPROTO|ERR_TLS_\w+)$/,
    'There is no TLS handshake with what listens there.',
    'A port without TLS needs redis://; a server that wants a certificate, REDIS_TLS_CERT and REDIS_TLS_KEY.',
  ],
  [/^LOADING$/, 'Redis is still loading its data.', 'Wait until it is done.'],
  [
    /^CLUSTERDOWN$/,
    'The cluster is down: it has no majority, or slots without a master.',
    'Bring the masters back, or let their replicas take over (CLUSTER FAILOVER).',
  ],
  [
    /^NOPERM$/,
    'The Redis user lacks a right that connecting needs.',
    'Give it the rights of docs/operations.md (ACL SETUSER).',
  ],
]

export interface ConnectionError {
  error: string
  code: string
}

export function connectionFinding(last: ConnectionError | undefined, timeoutMs: number): Finding {
  const [, message, advice] = causeOf(last) ?? [
    '',
    `Redis did not reply within ${timeoutMs} ms.`,
    'Look at the address, at firewalls, and at the log of Redis.',
  ]
  const detail = last === undefined ? '' : ` (${last.error})`
  return { severity: 'problem', message: `${message}${detail}`, advice }
}

/** Whether waiting any longer would tell no more. */
export function isKnownCause(last: ConnectionError | undefined): boolean {
  return causeOf(last) !== undefined
}

function causeOf(last: ConnectionError | undefined) {
  return CAUSES.find(([label]) => label.test(last?.code ?? ''))
}
