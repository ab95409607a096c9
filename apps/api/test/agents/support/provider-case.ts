import {
  inPackets,
  rawStream,
  type Script,
  type ScriptedRequest,
  silent,
  unresponsive,
  withComments,
} from '@threadkeep/agents/testing'

/** What an agent's platform does to one message, and what becomes of the run. */
export interface ProviderCase {
  what: string
  script: Script
  ends: 'completed' | 'failed' | 'stopped'
  /** Which request the script takes: by default the one with the message. */
  on?: 'start' | 'message'
}

export interface Provider extends AsyncDisposable {
  /** The settings of the agent. */
  variables: Record<string, string>
  requests: readonly ScriptedRequest[]
  /** What it does to what is asked from here on. */
  play(next: ProviderCase): void
}

export const QUOTING = {
  message: 'The key sk-canary-key cannot ask for canary-text',
  code: 'a-code',
}
export const HEADERS = { 'retry-after': '7', 'x-request-id': 'canary-request' }
export const LONG = 'canary-text '.repeat(100)

export const completed = (what: string, script: Script): ProviderCase => ({
  what,
  script,
  ends: 'completed',
})
export const failed = (what: string, script: Script): ProviderCase => ({
  what,
  script,
  ends: 'failed',
})

/** What any platform may do to a request. */
export const COMMON: ProviderCase[] = [
  failed('a cut before the headers', async ({ cut }) => cut()),
  failed('HTML', async (exchange) => {
    await exchange.head(502, { 'content-type': 'text/html', 'x-page': 'canary-header' })
    await exchange.send('<h1>canary-text</h1>')
    await exchange.end()
  }),
  failed('an empty stream', rawStream()),
  { what: 'silence', script: silent, ends: 'stopped' },
  { what: 'no headers', script: unresponsive, ends: 'stopped' },
]

/** The same response in other packets, and with comments. `withCrlf`: the same with other line ends. */
export function asSent(script: Script, withCrlf: Script): ProviderCase[] {
  return [
    completed('a whole reply', script),
    completed('a byte at a time', inPackets(1, script)),
    completed('comments', withComments(script)),
    completed('CRLF', withCrlf),
    completed('CRLF, a byte at a time', inPackets(1, withCrlf)),
  ]
}
