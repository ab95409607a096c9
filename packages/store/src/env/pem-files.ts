import { X509Certificate } from 'node:crypto'
import { accessSync, constants, readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'

export function isReadable(path: string): boolean {
  return succeeds(() => accessSync(path, constants.R_OK))
}

export function isCertificate(path: string): boolean {
  return succeeds(() => new X509Certificate(readFileSync(path)))
}

/** Whether the key is the certificate's. One behind a passphrase is of no use to a server. */
export function isKeyPair(certPath: string, keyPath: string): boolean {
  return succeeds(() =>
    createSecureContext({ cert: readFileSync(certPath), key: readFileSync(keyPath) }),
  )
}

function succeeds(act: () => unknown): boolean {
  try {
    act()
    return true
  } catch {
    return false
  }
}
