import type { NewMessage } from '@threadkeep/shared'
import { expect } from 'vitest'
import type { BeginRunResult, RunLease } from '../../src/conversation-runs.ts'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { isStoreError } from '../../src/errors.ts'
import { createRunModel } from './model.ts'
import type { RunHistory, RunOperation } from './operations.ts'
import type { Outcome } from './state.ts'

interface HeldLease {
  real: RunLease
  token: string
  registration: number
  written: number
}

/** Runs each operation on the store and on the model, and compares what it returns and what is left. */
export async function runRunHistory(
  client: (index: number) => OwnerConversations,
  { greets, operations }: RunHistory,
  reached: Set<string>,
): Promise<void> {
  const { conversation, greeting } = await client(0).start({ greets })
  const { id } = conversation
  const model = createRunModel(greets ? 'greeting' : undefined)
  const leases: HeldLease[] = []
  hold(greeting?.lease ?? null, 'greeting', 0)
  let step = 0
  for (const operation of operations) {
    step += 1
    const { real, expected } = await runOne(operation)
    expect({ step, operation, outcome: real }).toStrictEqual({ step, operation, outcome: expected })
    reached.add(`${operation.call} ${kindOf(expected)}`)
    expect(await viewOf(client(step % 2), id)).toStrictEqual(model.view())
  }

  async function runOne(operation: RunOperation): Promise<{ real: Outcome; expected: Outcome }> {
    const mine = client(operation.client)
    const runs = mine.runs(id)
    switch (operation.call) {
      case 'begin': {
        const { words, key, replaces } = operation
        const token = tokenOf('begin', key)
        const input = { content: say(words), idempotencyKey: key, replaces }
        const real = await settle(() => runs.begin(input))
        return begun(real, token, model.begin(words, key, replaces, token))
      }
      case 'regenerate': {
        const token = tokenOf('regenerate', operation.key)
        const real = await settle(() => runs.regenerate({ idempotencyKey: operation.key }))
        return begun(real, token, model.regenerate(operation.key, token))
      }
      case 'write': {
        const lease = pick(operation.lease)
        const said = Array.from({ length: operation.pieces }, (_, n) => `${step}.${n}`)
        const pieces = said.map((text) => ({ type: 'status', text }) as const)
        const real = await settle(async () => ({ result: await lease?.real.write(pieces) }))
        if (lease === undefined) return { real: null, expected: null }
        const expected = model.write(lease.token, lease.written, said)
        lease.written += said.length
        return { real: real.outcome, expected }
      }
      case 'giveBack': {
        const lease = pick(operation.lease)
        await lease?.real.giveBack()
        if (lease !== undefined) model.giveBack(lease.token)
        return { real: null, expected: null }
      }
      case 'finish': {
        const lease = pick(operation.lease)
        const words = Array.from({ length: operation.messages }, (_, n) => `reply ${n}`)
        const messages = words.map(
          (text): NewMessage => ({ role: 'assistant', content: say(text) }),
        )
        const { status } = operation
        if (lease === undefined) return { real: null, expected: null }
        const real = await settle(async () => {
          const finished = await lease.real.finish({ status, messages })
          return finished && { seq: finished.messages[0]?.seq ?? 0 }
        })
        return {
          real: real.outcome,
          expected: model.finish(lease.token, lease.registration, status, words),
        }
      }
      case 'takeOver': {
        const token = `taken ${step}`
        const { mode, ofGreeting } = operation
        const real = await runs.takeOver(mode, ofGreeting)
        const expected = model.takeOver(mode, ofGreeting, token)
        hold(real, token, real?.said.length ?? 0)
        const said = real?.said.map((piece) => (piece.type === 'status' ? piece.text : ''))
        return { real: real && { said, attempt: real.run.attempt }, expected }
      }
      case 'stop':
        return { real: await plain(() => runs.stop()), expected: model.stop() }
      case 'append': {
        const { key, replaces } = operation
        const messages: NewMessage[] = [{ role: 'assistant', content: say('appended') }]
        const real = await settle(async () => {
          const appended = await mine.append(id, { messages, idempotencyKey: key, replaces })
          return { seq: appended.messages[0]?.seq, replayed: appended.replayed }
        })
        return { real: real.outcome, expected: model.append(key, replaces) }
      }
      case 'truncate': {
        const { afterSeq, key: idempotencyKey } = operation
        const real = await settle(async () => ({
          count: (await mine.truncate(id, { afterSeq, idempotencyKey })).messageCount,
        }))
        return { real: real.outcome, expected: model.truncate(afterSeq, idempotencyKey) }
      }
      case 'redact': {
        const real = await settle(async () => ({ seq: (await mine.redact(id, operation.seq)).seq }))
        return { real: real.outcome, expected: model.redact(operation.seq) }
      }
      case 'setStatus': {
        const { status } = await mine.setStatus(id, operation.status)
        return { real: { status }, expected: model.setStatus(operation.status) }
      }
    }
  }

  function tokenOf(call: string, key: string | undefined): string {
    return `${call} ${key ?? step}`
  }

  function begun(real: Settled<BeginRunResult>, token: string, expected: Outcome) {
    if (real.result === undefined) return { real: real.outcome, expected }
    const { message, replayed, lease } = real.result
    hold(lease, token, 0)
    const isHeld = model.runHeldBy(token) !== undefined
    return {
      real: { seq: message.seq, replayed, isHeld: lease !== null },
      expected:
        typeof expected === 'object' && expected !== null ? { ...expected, isHeld } : expected,
    }
  }

  function hold(real: RunLease | null, token: string, written: number): void {
    const registration = model.runHeldBy(token)?.registration
    if (real !== null && registration !== undefined) {
      leases.push({ real, token, registration, written })
    }
  }

  function pick(index: number): HeldLease | undefined {
    return index < 0 ? leases.at(index) : leases[index % leases.length]
  }
}

interface Settled<Result> {
  result?: Result
  outcome: Outcome
}

async function settle<Result>(call: () => Promise<Result>): Promise<Settled<Result>> {
  try {
    const result = await call()
    return { result, outcome: result === null ? null : { ...Object(result) } }
  } catch (error) {
    if (!isStoreError(error)) throw error
    return { outcome: error.reason }
  }
}

async function plain(call: () => Promise<object | null>): Promise<Outcome> {
  return (await settle(call)).outcome
}

function say(text: string) {
  return { type: 'text', text } as const
}

function kindOf(outcome: Outcome): string {
  if (outcome === null || typeof outcome === 'string') return outcome ?? 'nothing'
  return outcome['replayed'] === true ? 'replayed' : String(outcome['result'] ?? 'done')
}

async function viewOf(mine: OwnerConversations, id: string) {
  const { items } = await mine.messages(id)
  const { status, messageCount } = await mine.get(id)
  expect(messageCount).toBe(items.length)
  const run = await mine.runs(id).newest()
  const seq = run?.id === id ? 0 : items.find((message) => message.id === run?.id)?.seq
  return {
    messages: items.map(({ role, content }) => ({
      role,
      words: content.type === 'text' ? content.text : '',
    })),
    status,
    run: run && { seq, status: run.status, attempt: run.attempt },
  }
}
