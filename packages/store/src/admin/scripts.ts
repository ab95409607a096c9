import { CHANGING, CONVERSATION, load, READING, type Script } from '../redis/scripts/registry.ts'

/** Scripts that only operators run: the API's Redis user needs no right for them. */
export const ADMIN_SCRIPTS = {
  summaries: load('admin/summaries', 1, CONVERSATION),
  snapshot: load('admin/snapshot', 3, READING),
  import: load('admin/import', 9, [...CHANGING, 'indexes']),
} as const satisfies Record<string, Script>
