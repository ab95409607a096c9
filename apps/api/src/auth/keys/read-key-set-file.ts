import { readFileSync } from 'node:fs'
import type { JSONWebKeySet } from 'jose'
import { parseKeySet } from './parse-key-set.ts'

/** Small and local, so that waiting for it at start and every few minutes costs nothing. */
export function readKeySetFile(path: string): JSONWebKeySet {
  return parseKeySet(readFileSync(path, 'utf8'))
}
