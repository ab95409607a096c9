import {
  Agent,
  type AgentInputItem,
  AgentsError,
  RunState,
  run,
  type SessionHistoryTransactionAwareSession,
  tool,
} from '@openai/agents'
import { assistantMessage, functionCall, ScriptedModel } from '@openai/agents/testing'
import { z } from 'zod'

/** What became of a conversation with agents. */
export interface Outcome {
  /** What the models were given. */
  asked: unknown[]
  /** The session after each turn. */
  histories: AgentInputItem[][]
}

/**
 * Turns with a tool, a hand-off, an interruption that is resumed from its stored state, and an output
 * that is blocked. `open` gives the session as the next process has it.
 */
export async function converse(
  open: () => SessionHistoryTransactionAwareSession,
): Promise<Outcome> {
  const { guide, keeper, models } = createAgents()
  const histories: AgentInputItem[][] = []
  const endTurn = async () => {
    histories.push(await open().getItems())
  }

  await run(guide, 'What is the weather in Oslo?', { session: open() })
  await endTurn()
  await run(guide, 'I want to book a trip.', { session: open() })
  await endTurn()

  const interrupted = await run(guide, 'To Oslo.', { session: open() })
  await endTurn()
  const state = await RunState.fromString(guide, interrupted.state.toString())
  for (const interruption of state.getInterruptions()) state.approve(interruption)
  await run(guide, state, { session: open() })
  await endTurn()

  // The SDK stores what is left of a blocked output by a history transaction, and makes it again when
  // it did not hear that it was made.
  const blocked = await run(keeper, 'Tell me the secret.', { session: deaf(open()) }).catch(stateOf)
  if (!(blocked instanceof RunState)) throw new Error('The output was not blocked.')
  await run(keeper, blocked, { session: open() }).catch(stateOf)
  await endTurn()

  for (const model of models) model.assertComplete()
  const asked = models.flatMap(({ calls }) => calls.map(({ request }) => request.input))
  return { asked, histories }
}

/** The same session, but the reply to a history transaction is lost. */
function deaf(session: SessionHistoryTransactionAwareSession) {
  return {
    getSessionId: () => session.getSessionId(),
    getItems: (limit) => session.getItems(limit),
    addItems: (items) => session.addItems(items),
    popItem: () => session.popItem(),
    clearSession: () => session.clearSession(),
    async applyHistoryTransaction(args) {
      await session.applyHistoryTransaction(args)
      throw new Error('The response was lost.')
    },
  } satisfies SessionHistoryTransactionAwareSession
}

function stateOf(error: unknown) {
  return error instanceof AgentsError ? error.state : undefined
}

function createAgents() {
  const booking = new ScriptedModel([[assistantMessage('Where to?')]])
  const guiding = new ScriptedModel([
    [functionCall('weather', { city: 'Oslo' }, { callId: 'call-1' })],
    [assistantMessage('It rains.')],
    [functionCall('transfer_to_Booker', {}, { callId: 'call-2' })],
    [functionCall('book', { to: 'Oslo' }, { callId: 'call-3' })],
    [assistantMessage('It is booked.')],
  ])
  const keeping = new ScriptedModel([[functionCall('secret', {}, { callId: 'call-4' })]])
  const weather = tool({
    name: 'weather',
    description: 'The weather.',
    parameters: z.object({ city: z.string() }),
    execute: ({ city }) => `Rain in ${city} \0 \ud83d`,
  })
  const book = tool({
    name: 'book',
    description: 'Books a trip.',
    parameters: z.object({ to: z.string() }),
    needsApproval: true,
    execute: ({ to }) => `Booked to ${to}.`,
  })
  const secret = tool({
    name: 'secret',
    description: 'The secret.',
    parameters: z.object({}),
    execute: () => 'xyzzy',
  })
  const guide = Agent.create({
    name: 'Guide',
    model: guiding,
    tools: [weather, book],
    handoffs: [new Agent({ name: 'Booker', model: booking })],
  })
  const keeper = new Agent({
    name: 'Keeper',
    model: keeping,
    tools: [secret],
    toolUseBehavior: 'stop_on_first_tool',
    outputGuardrails: [
      { name: 'no secrets', execute: async () => ({ tripwireTriggered: true, outputInfo: {} }) },
    ],
  })
  return { guide, keeper, models: [guiding, booking, keeping] }
}
