import { CommanderError } from '@commander-js/extra-typings'
import {
  EnvError,
  isStoreError,
  StoreInternalError,
  StoreUnavailableError,
} from '@threadkeep/store'

/** What a command ends a process with. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const

/** The command ran, and found or left something wrong; `message` says what. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError'
}

/** The archive rejected a request, is unreachable, or is damaged; `message` says what, without secrets. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
}

/** One object of the archive cannot be used; others can. */
export class DamagedObjectError extends ArchiveError {}

/** One conversation cannot be archived; others can. */
export class TooLargeError extends ArchiveError {
  constructor(id: string) {
    super(`conversation ${id} is larger than an object of an archive may be`)
  }
}

export interface Failure {
  exitCode: number
  /** For standard error; '' if everything was printed already. */
  message: string
}

/** The one place that maps errors. `isStopped`: the user asked to stop. */
export function toFailure(error: unknown, isStopped: boolean): Failure {
  if (error instanceof CommanderError) {
    // Commander reports the help and the version as errors; they were printed.
    return { exitCode: error.exitCode === 0 ? EXIT.ok : EXIT.usage, message: '' }
  }
  if (error instanceof EnvError) {
    return { exitCode: EXIT.usage, message: `The environment is not right:\n${error.message}` }
  }
  if (isStopped && !(error instanceof CommandFailedError))
    return { exitCode: EXIT.failed, message: 'Stopped.' }
  return { exitCode: EXIT.failed, message: messageOf(error) }
}

export function messageOf(error: unknown): string {
  if (error instanceof StoreUnavailableError) {
    return `Redis cannot be worked with: ${error.detail}. \`threadkeep doctor\` says more.`
  }
  if (error instanceof ArchiveError) return `The archive cannot be worked with: ${error.message}.`
  if (error instanceof StoreInternalError) return `${error.message} (${error.detail})`
  if (isStoreError(error) || error instanceof CommandFailedError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
