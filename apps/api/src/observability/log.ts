import { type DestinationStream, type Logger, pino } from 'pino'
import type { RequestLogContext } from './request-log-context.ts'

export type { Logger } from 'pino'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** JSON lines. Secrets are removed here, for every caller. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: summarize, errors: summarizeAll, path: scrub },
    redact: SECRETS.flatMap((key) => [key, `*.${key}`]),
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

const SECRETS = ['authorization', 'password', 'token', 'secret']

/** For lines without objects in them: looking for secrets inside takes twice what such a line does. */
export function flatLines(log: Logger): Logger {
  return log.child({}, { redact: SECRETS })
}

interface ErrorSummary {
  name: string
  message: string
  detail?: string
  stack?: string
  cause?: ErrorSummary
}

/**
 * Chosen fields only, because other fields of a Redis client's errors hold passwords and messages.
 */
function summarize(error: unknown): ErrorSummary {
  if (!(error instanceof Error)) return withoutStack(error)
  const { stack, cause } = error
  return {
    ...withoutStack(error),
    ...(stack === undefined ? {} : { stack: scrub(stack) }),
    ...(cause instanceof Error ? { cause: summarize(cause) } : {}),
  }
}

/** Does not read the stack, which V8 formats on first access. */
function withoutStack(error: unknown): ErrorSummary {
  if (!(error instanceof Error)) return { name: typeof error, message: scrub(String(error)) }
  const { name, message, cause } = error
  return {
    name,
    message: scrub(message),
    ...('detail' in error ? { detail: scrub(String(error.detail)) } : {}),
    // Not an object, which of an error about a token is all of its claims.
    ...(cause instanceof Error || typeof cause === 'string' ? { cause: withoutStack(cause) } : {}),
  }
}

/** Unexpected errors get a stack; errors caused by callers or outages need none. */
function summarizeAll(errors: RequestLogContext['errors']) {
  return errors.map(({ procedure: asked, reason, cause }) => {
    // The requested name, which need not be a procedure of ours.
    const procedure = asked && scrub(asked.slice(0, 200))
    if (cause === undefined) return { procedure, reason }
    const summary = reason === 'INTERNAL' ? summarize(cause) : withoutStack(cause)
    return { procedure, reason, cause: summary }
  })
}

/**
 * Removes credentials in URLs, tokens, and the arguments that Redis quotes of a rejected command.
 */
function scrub(text: string): string {
  return text
    .replace(/(\w+:\/\/)[^\s/@]*@/g, '$1***@')
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]')
    .replace(/(with args beginning with:).*/g, '$1 [arguments]')
}
