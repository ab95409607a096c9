/* Times of runs and of those who watch them, in milliseconds. */

/** How long a server that works on a run may be silent before another may take the run over. */
export const RUN_LEASE_MS = 10_000
/** How long pieces of a run are kept after its end, for watchers that lag. */
export const RUN_PIECES_KEPT_MS = 10 * 60_000
/** How long it is known that a conversation was deleted; who was away longer reads the list again. */
export const DELETIONS_KEPT_MS = 60 * 60_000
/** How late a watcher may be at worst, when a notice was lost. */
export const POLL_MS = 4000
/** The same during a run: its lease may end without a notice, and a watcher is who takes it over. */
export const RUN_POLL_MS = 1000
/** Most messages that a watcher reads at once. */
export const SYNC_MAX_MESSAGES = 50
