import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { signatureHeaders } from '../../src/agents/http/sign.ts'
import { agentAt, SERVICE_SECRET } from '../support/ask-service.ts'
import { listen, message, turnOn } from '../support/turn.ts'

const EXAMPLES = join(import.meta.dirname, '../../../../docs/examples')

/** The one of TypeScript runs wherever these tests do; that of Python where there is a Python. */
const SERVICES = [
  ['TypeScript', process.execPath, ['--import', 'tsx', join(EXAMPLES, 'agent-service.ts')]],
  ['Python', 'python3', [join(EXAMPLES, 'agent_service.py')]],
] as const
const here = SERVICES.filter(([, command]) => spawnSync(command, ['--version']).status === 0)

async function startService(command: string, args: readonly string[]) {
  const env = { PATH: process.env['PATH'], AGENT_SECRET: SERVICE_SECRET, PORT: '0' }
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = await once(createInterface(child.stdout), 'line')
  return {
    url: String(url),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'close')
      child.kill()
      await ended
    },
  }
}

describe.each(here)('the example in %s', (_language, command, args) => {
  test('replies to what is signed with the secret, and to nothing else', async () => {
    await using service = await startService(command, args)
    const turn = turnOn({ messages: [message(1, 'user', 'Grüße 😀')] })
    const { events, text } = await listen((await agentAt(service.url)).respond(turn))
    expect(text).toBe('You said: Grüße 😀 ')
    expect(events[0]).toEqual({ type: 'status', text: 'Thinking...' })
    expect(events.at(-1)).toMatchObject({ metadata: { finishReason: 'stop' } })

    const other = await agentAt(service.url, 'another-secret-of-at-least-32-bytes')
    const { error } = await listen(other.respond(turn))
    expect(String(error?.cause)).toContain('401')
  })

  test('speaks first, where it is asked to', async () => {
    await using service = await startService(command, args)
    const agent = await agentAt(service.url, SERVICE_SECRET, true)
    const { events } = await listen(agent.greet?.(turnOn()) ?? [])
    expect(events).toEqual([{ type: 'text', delta: 'How can I help?' }])
  })

  test('rejects a request that is old, changed or not signed', async () => {
    await using service = await startService(command, args)
    const body = JSON.stringify({ message: { content: { type: 'text', text: 'Hello' } } })
    const statusOf = async (headers: Record<string, string>, sent = body) => {
      const response = await fetch(service.url, { method: 'POST', body: sent, headers })
      await response.body?.cancel()
      return response.status
    }
    const now = Math.floor(Date.now() / 1000)
    const signed = (timestamp: number) =>
      signatureHeaders({ id: 'a', timestamp, body }, SERVICE_SECRET)
    expect(await statusOf(signed(now))).toBe(200)
    expect(await statusOf(signed(now - 600))).toBe(401)
    expect(await statusOf(signed(now), `${body} `)).toBe(401)
    expect(await statusOf({ ...signed(now), 'webhook-id': 'b' })).toBe(401)
    expect(await statusOf({ ...signed(now), 'webhook-timestamp': 'canary' })).toBe(401)
    expect(await statusOf({})).toBe(401)
  })
})
