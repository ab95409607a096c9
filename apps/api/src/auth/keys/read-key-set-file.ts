import { readFileSync } from 'node:fs'
import type { JSONWebKeySet } from 'jose'
import { parseKeySet } from './parse-key-set.ts'

/** Reads synchronously: the file is small and local, and read every few minutes. */
export function readKeySetFile(path: string): JSONWebKeySet {
  return parseKeySet(readFileSync(path, 'utf8'))
}
