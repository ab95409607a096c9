import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Makes paths of files that do not exist yet, in a folder that is removed after the tests. */
export function temporaryFiles(): (ending?: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'threadkeep-export-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return (ending = '.ndjson') => join(folder, `${randomUUID()}${ending}`)
}
