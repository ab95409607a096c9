import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import { generate } from 'selfsigned'

const DAY_MS = 86_400_000
const DNS_NAME = 2
const IP_ADDRESS = 7

export interface KeyPair {
  /** PEM. */
  certificate: string
  /** PEM. */
  key: string
}

export interface Authority {
  /** PEM, for those who are to trust it. */
  readonly certificate: string
  /** A certificate for a server or a client with these names and addresses. */
  issue(names: readonly string[], validity?: Validity): Promise<KeyPair>
}

export interface Validity {
  notBefore: Date
  notAfter: Date
}

/** A certificate authority that exists for one test and that nobody else trusts. */
export async function createAuthority(): Promise<Authority> {
  // Two of one name would fail as a forged signature, not as a stranger.
  const name = `Test authority ${randomUUID()}`
  const own = await certify(name, today(), [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ])
  return {
    certificate: own.certificate,
    issue: (names, validity = today()) =>
      certify(
        names[0] ?? name,
        validity,
        [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
          { name: 'subjectAltName', altNames: names.map(altName) },
        ],
        own,
      ),
  }
}

/** A day on either side, against clocks that disagree. */
function today(): Validity {
  return { notBefore: daysFromNow(-1), notAfter: daysFromNow(1) }
}

export const daysFromNow = (days: number): Date => new Date(Date.now() + days * DAY_MS)

type Extensions = NonNullable<NonNullable<Parameters<typeof generate>[1]>['extensions']>

async function certify(
  commonName: string,
  { notBefore, notAfter }: Validity,
  extensions: Extensions,
  issuer?: KeyPair,
): Promise<KeyPair> {
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: notBefore,
    notAfterDate: notAfter,
    extensions,
    ...(issuer && { ca: { key: issuer.key, cert: issuer.certificate } }),
  })
  return { certificate: made.cert, key: made.private }
}

function altName(name: string) {
  return isIP(name)
    ? ({ type: IP_ADDRESS, ip: name } as const)
    : ({ type: DNS_NAME, value: name } as const)
}
