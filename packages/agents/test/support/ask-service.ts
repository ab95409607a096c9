import { createAgent } from '../../src/index.ts'
import { type Script, startScriptedServer } from '../../testing/index.ts'
import { listen, type TurnOptions, turnOn } from './turn.ts'

export const SERVICE_SECRET = 'canary-secret-of-at-least-32-bytes'

export function agentAt(url: string, secret = SERVICE_SECRET, greets = false) {
  const history = { messages: 40, characters: 60_000 }
  return createAgent({ name: 'http', timeoutMs: 5000, url, secret, greets, history })
}

/** What the agent says of a service that responds like this, and what the service was asked. */
export async function askService(script: Script, turn: TurnOptions = {}) {
  await using service = await startScriptedServer(script)
  const said = await listen((await agentAt(`${service.url}/agent`)).respond(turnOn(turn)))
  return { ...said, requests: service.requests }
}
