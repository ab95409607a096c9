import type { ScriptedServer } from '../scripted-server.ts'
import { type Script, startScriptedServer } from '../scripted-server.ts'

export interface FakeModel extends ScriptedServer {
  /** For `OPENAI_BASE_URL`. */
  readonly baseUrl: string
}

/** A server with the chat completions of OpenAI, which responds as the script says. */
export async function startFakeModel(script: Script): Promise<FakeModel> {
  const server = await startScriptedServer(async (exchange) => {
    const { method, path } = exchange.request
    if (method === 'POST' && path === '/v1/chat/completions') return script(exchange)
    await exchange.head(404)
    await exchange.end()
  })
  return { ...server, baseUrl: `${server.url}/v1` }
}
