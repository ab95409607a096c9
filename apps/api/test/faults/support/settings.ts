import { randomInt } from 'node:crypto'

/** `pnpm test:faults`: more load, longer faults, and the cases that take long. */
export const LONG = process.env['FAULTS'] === 'long'

/** Decides every random choice of a run; printed with the results, and given back to repeat one. */
export const SEED = Number(process.env['FAULTS_SEED'] ?? randomInt(2 ** 31))

/** Over what the deadline allows, a response may be late by so much. */
export const GRACE_MS = 500

/** From the repair to the first of only good responses. */
export const HEAL_MS = 2000

/** Words that occur in what is secret or private, and may occur nowhere else. */
export const PASSWORD = 'canary-password-5b1f'
export const PRIVATE_WORD = 'canary-text-8d20'

/** How soon a call is rejected in an outage that has lasted: one that finds no connection. */
export const AT_ONCE_MS = 20
/** One that finds a server which is there and rejects: it waits for the next look at it. */
export const SOON_MS = 250
