import { type DestinationStream, type Logger, pino } from 'pino'
import type { RequestLogContext } from './request-log-context.ts'

export type { Logger } from 'pino'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** JSON lines. What must not be read in a log is taken out here, whoever writes the line. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: summarize, errors: summarizeAll, path: scrub },
    redact: ['authorization', 'password', 'token', 'secret'].flatMap((key) => [key, `*.${key}`]),
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

interface ErrorSummary {
  name: string
  message: string
  detail?: string
  stack?: string
  cause?: ErrorSummary
}

/** Chosen fields only: in others, a Redis client's errors carry passwords and messages. */
function summarize(error: unknown): ErrorSummary {
  if (!(error instanceof Error)) return withoutStack(error)
  const { stack, cause } = error
  return {
    ...withoutStack(error),
    ...(stack === undefined ? {} : { stack: scrub(stack) }),
    ...(cause === undefined ? {} : { cause: summarize(cause) }),
  }
}

/** Does not so much as look at the stack, which is written out when it is first asked for. */
function withoutStack(error: unknown): ErrorSummary {
  if (!(error instanceof Error)) return { name: typeof error, message: scrub(String(error)) }
  const { name, message, cause } = error
  return {
    name,
    message: scrub(message),
    ...('detail' in error ? { detail: scrub(String(error.detail)) } : {}),
    ...(cause === undefined ? {} : { cause: withoutStack(cause) }),
  }
}

/** A stack for what nobody expected; what a caller or an outage caused needs none. */
function summarizeAll(errors: RequestLogContext['errors']) {
  return errors.map(({ procedure: asked, reason, cause }) => {
    // Whatever was asked for, which need not be one of ours.
    const procedure = asked && scrub(asked.slice(0, 200))
    if (cause === undefined) return { procedure, reason }
    const summary = reason === 'INTERNAL' ? summarize(cause) : withoutStack(cause)
    return { procedure, reason, cause: summary }
  })
}

/** Credentials in URLs, tokens, and the arguments that Redis quotes of a command it refuses. */
function scrub(text: string): string {
  return text
    .replace(/(\w+:\/\/)[^\s/@]*@/g, '$1***@')
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]')
    .replace(/(with args beginning with:).*/g, '$1 [arguments]')
}
