import { CHANGING, CONVERSATION, load, READING, type Script } from '../redis/scripts/registry.ts'

/** Scripts that only operators run: the API's Redis user needs no right for them. */
export const ADMIN_SCRIPTS = {
  summaries: load('admin/summaries', 1, CONVERSATION),
  snapshot: load('admin/snapshot', 3, READING),
  inspect: load('admin/inspect', 7, ['writing']),
  indexEntries: load('admin/index-entries', 1, CONVERSATION),
  repair: load('admin/repair', 7, [...CHANGING, 'indexes']),
  moveOut: load('admin/move-out', 9, [...CHANGING, 'indexes']),
  claimMove: load('admin/claim-move', 3, [...CHANGING]),
  settleMove: load('admin/settle-move', 3, [...CHANGING]),
  forgetMove: load('admin/forget-move', 1, ['writing', 'notices']),
  import: load('admin/import', 9, [...CHANGING, 'indexes']),
} as const satisfies Record<string, Script>
