import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from './env.ts'
import type { RequestTrace } from './request-trace.ts'

export type { Logger } from 'pino'

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
  if (!(error instanceof Error)) return { name: typeof error, message: scrub(String(error)) }
  const { name, message, stack, cause } = error
  return {
    name,
    message: scrub(message),
    ...('detail' in error ? { detail: scrub(String(error.detail)) } : {}),
    ...(stack === undefined ? {} : { stack: scrub(stack) }),
    ...(cause === undefined ? {} : { cause: summarize(cause) }),
  }
}

/** A stack for what nobody expected; what a caller or an outage caused needs none. */
function summarizeAll(errors: RequestTrace['errors']) {
  return errors.map(({ procedure: asked, reason, cause }) => {
    // Whatever was asked for, which need not be one of ours.
    const procedure = asked && scrub(asked.slice(0, 200))
    if (cause === undefined) return { procedure, reason }
    const summary = summarize(cause)
    return { procedure, reason, cause: reason === 'INTERNAL' ? summary : withoutStacks(summary) }
  })
}

function withoutStacks({ stack: _stack, cause, ...summary }: ErrorSummary): ErrorSummary {
  return cause === undefined ? summary : { ...summary, cause: withoutStacks(cause) }
}

/** Credentials in URLs, tokens, and the arguments that Redis quotes of a command it refuses. */
function scrub(text: string): string {
  return text
    .replace(/(\w+:\/\/)[^\s/@]*@/g, '$1***@')
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]')
    .replace(/(with args beginning with:).*/g, '$1 [arguments]')
}
