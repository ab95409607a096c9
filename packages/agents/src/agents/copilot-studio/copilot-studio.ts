import type { Agent } from '../../agent.ts'
import { type Connection, createConnection } from './connection.ts'
import type { CopilotStudioAuth, CopilotStudioSettings } from './copilot-studio-settings.ts'
import { takeTurn } from './take-turn.ts'
import type { TokenSource } from './tokens.ts'

/** An agent of Microsoft Copilot Studio, by its Direct-to-Engine API. */
export async function createCopilotStudioAgent({
  target,
  auth,
}: CopilotStudioSettings): Promise<Agent> {
  const connection = createConnection(target)
  const tokenFor = await createTokens(auth, connection)
  return {
    name: 'copilot-studio',
    // The platform has executed the turn, or is about to: it must not be sent again.
    onInterrupted: 'fail',
    async *respond(turn) {
      const token = await tokenFor(turn)
      yield* takeTurn(turn, connection, { token, signal: turn.signal })
    },
    async *greet(greeting) {
      const token = await tokenFor(greeting)
      const turn = { ...greeting, message: null }
      yield* takeTurn(turn, connection, { token, signal: turn.signal })
    },
  }
}

async function createTokens(auth: CopilotStudioAuth, connection: Connection): Promise<TokenSource> {
  if (auth.flow === 'token') return async () => auth.token
  const { createMsalTokens } = await import('./tokens.ts')
  return createMsalTokens(auth, connection.scope())
}
