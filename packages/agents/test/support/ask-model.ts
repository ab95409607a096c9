import { createAgent } from '../../src/index.ts'
import { completion, type FakeModel, type Script, startFakeModel } from '../../testing/index.ts'
import { listen, type TurnOptions, turnOn } from './turn.ts'

export const KEY = 'sk-canary-key'
export const PIECES = ['# Grüße\n', '\n- **eins** 😀', '\n- zwei\n']
export const WHOLE = PIECES.join('')

/** What the agent says of a model that responds like this, and what the model was asked. */
export async function ask(script: Script, turn: TurnOptions = {}) {
  await using model = await startFakeModel(script)
  const said = await listen((await agentOn(model)).respond(turnOn(turn)))
  return { ...said, requests: model.requests }
}

export function agentOn({ baseUrl }: FakeModel, history = { messages: 40, characters: 60_000 }) {
  const endpoint = { baseUrl, apiKey: KEY }
  const settings = { endpoint, model: 'test-model', instructions: 'Be brief.', history }
  return createAgent({ name: 'openai', timeoutMs: 5000, ...settings })
}

/** The first pieces, and then nothing until the client leaves. */
export function slow(pieces: number): Script {
  return (exchange) =>
    completion(PIECES, {
      before: async (index) => (index < pieces ? undefined : exchange.request.closed),
    })(exchange)
}
