import { MAX_MESSAGES_PER_RUN } from '@threadkeep/shared'

/* Runs and those who watch them: times in milliseconds, and counts. */

/** The lease of a run: how long its server may be silent before another may take it over. */
export const RUN_LEASE_MS = 10_000
/** How long pieces of a run are kept after its end, for watchers that lag. */
export const RUN_PIECES_KEPT_MS = 10 * 60_000
/**
 * How long deletions are kept for watchers. A watcher that was away longer reads the list again.
 */
export const DELETIONS_KEPT_MS = 60 * 60_000
/** How often watchers poll, which is their worst delay when a notice is lost. */
export const POLL_MS = 4000
/** The same during a run, whose lease may end without a notice; a watcher then takes it over. */
export const RUN_POLL_MAX_MS = 1000
export const RUN_POLL_MIN_MS = 250
/** Max messages that a watcher reads at once. */
export const SYNC_MAX_MESSAGES = 50
/** How many of the newest messages `regenerate` searches for the user's last one. */
export const REGENERATE_SEARCHED = 2 * MAX_MESSAGES_PER_RUN
