import { createGate, isTurn, startFakeCopilot, streaming } from '@threadkeep/agents/testing'
import { startRedis } from '@threadkeep/store/testing'
import { expect, test, vi } from 'vitest'
import { clientWith } from '../support/api.ts'
import { startBuiltServer } from '../support/built-server.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'
import { copilotVariables, PRODUCTION } from './support/variables.ts'

const text = (said: string) => ({ type: 'text', text: said }) as const

test('after a restart of the API the next turn is of the same platform conversation', async () => {
  await using redis = await startRedis()
  await using copilot = await startFakeCopilot()
  const variables = { ...PRODUCTION, ...copilotVariables(copilot), REDIS_URL: redis.url }
  const token = await signToken(newOwner())
  await using first = await startBuiltServer(variables)
  const { conversation } = clientWith(first.url, token)
  const { id: conversationId } = await conversation.start.mutate({})
  await conversation.send.mutate({ conversationId, content: text('One') })
  await first.end('SIGTERM')

  await using second = await startBuiltServer(variables)
  const again = clientWith(second.url, token).conversation
  const sent = await again.send.mutate({ conversationId, content: text('Two') })
  expect(sent.replies.map(({ content }) => content)).toEqual([text('Hello')])
  expect(sent.conversation.externalId).toBe('conversation:1')
  expect(copilot.begun()).toBe(1)
  expect(copilot.turns.map(({ conversationId: id }) => id)).toEqual([
    'conversation:1',
    'conversation:1',
  ])
})

/** Each kill interrupts this many runs, and is waited for as long as a lease lasts. */
const RUNS = 25
const KILLS = Number(process.env['AGENT_KILLS'] ?? 1)
const TIMEOUT_MS = 120_000 * KILLS

test(
  `no turn is executed twice over ${KILLS * RUNS} runs whose server was killed`,
  async () => {
    await using redis = await startRedis()
    let killed = createGate()
    await using copilot = await startFakeCopilot({
      reply: () => streaming('s', ['So ', 'far ', 'so ', 'good']),
      intercept: (script, { request }) => {
        const { opened } = killed
        if (!isTurn(request)) return script
        // Of each run another part is there when the server is killed.
        let left = copilot.turns.length % 6
        return (exchange) =>
          script({
            ...exchange,
            send: async (data) => {
              if (left-- === 0) await opened
              await exchange.send(data)
            },
          })
      },
    })
    const variables = {
      ...PRODUCTION,
      ...copilotVariables(copilot),
      REDIS_URL: redis.url,
      RATE_LIMIT_PER_MINUTE: '1000000',
    }
    const token = await signToken(newOwner())
    for (let kill = 0; kill < KILLS; kill++) {
      killed = createGate()
      const each = await interrupt(kill)
      await using server = await startBuiltServer(variables)
      const { conversation } = clientWith(server.url, token)
      await Promise.all(
        each.map(async (input) => {
          // Waits for the end of the run, and begins it again if it left no message.
          await conversation.send.mutate(input).catch(() => undefined)
          const next = { ...input, content: text('Next'), idempotencyKey: 'next' }
          await vi.waitFor(() => conversation.send.mutate(next), { timeout: 30_000, interval: 200 })
        }),
      )
    }
    const said = copilot.turns.map(
      ({ conversationId, activity }) => `${conversationId} ${activity['text']}`,
    )
    expect(said).toHaveLength(new Set(said).size)
    expect(said.filter((each) => each.endsWith('Hello'))).toHaveLength(KILLS * RUNS)
    expect(said.filter((each) => each.endsWith('Next'))).toHaveLength(KILLS * RUNS)
    expect(copilot.begun()).toBe(KILLS * RUNS)

    /** Sends a message in conversations of its own, and kills the server while they are replied to. */
    async function interrupt(kill: number) {
      await using server = await startBuiltServer(variables)
      const { conversation } = clientWith(server.url, token)
      const inputs = await Promise.all(
        Array.from({ length: RUNS }, async () => {
          const { id: conversationId } = await conversation.start.mutate({})
          return { conversationId, content: text('Hello'), idempotencyKey: 'once' }
        }),
      )
      await Promise.all(inputs.map((input) => conversation.send.mutate({ ...input, wait: false })))
      const arrived = () =>
        copilot.turns.filter(({ activity }) => activity['text'] === 'Hello').length
      await expect.poll(arrived, { timeout: 10_000 }).toBe((kill + 1) * RUNS)
      await server.end('SIGKILL')
      killed.open()
      return inputs
    }
  },
  TIMEOUT_MS,
)
