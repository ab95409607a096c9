import { type Conversation, STATUSES, type Status } from '@threadkeep/shared'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'

/** A rename by its number, or a status; `repeats`: how often the reply is lost and it is sent again. */
type Change = ({ title: number } | { status: Status }) & { repeats: number }

const repeats = fc.nat({ max: 3 })
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ title: fc.nat({ max: 3 }), repeats }),
  fc.record({ status: fc.constantFrom(...STATUSES), repeats }),
)

export interface Settings {
  histories: number
}

/** A client's next attempt, or an earlier one of whichever client that was long on its way. */
type Delivery = { client: number } | { late: number }

const delivery: fc.Arbitrary<Delivery> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ client: fc.nat({ max: 1 }) }) },
  fc.record({ late: fc.nat() }),
)

/**
 * Two clients change one conversation. Each goes on only when its change is acknowledged, which any
 * number of lost replies and repeats may delay, while the other's changes come in between. An attempt
 * that its client gave up on may still arrive, also after the acknowledgement of a later one. What
 * holds after every delivery: the fields are those of the change that was delivered for the first time
 * last.
 */
export function noRepeatUndoes(owner: () => OwnerConversations, settings: Settings) {
  const clients = fc.tuple(fc.array(change, { maxLength: 5 }), fc.array(change, { maxLength: 5 }))
  const deliveries = fc.array(delivery, { minLength: 60, maxLength: 60 })
  const property = fc.asyncProperty(clients, deliveries, async (plans, order) => {
    const mine = owner()
    const { id } = (await mine.start({ title: 'title 0' })).conversation
    const expected = { title: 'title 0', status: 'active' as Status, revision: 1 }
    const at = [0, 0]
    const sent = [0, 0]
    const delivered: (() => Promise<Conversation>)[] = []
    for (const next of order) {
      if ('late' in next) {
        const repeat = delivered[next.late % Math.max(delivered.length, 1)]
        if (repeat !== undefined) expect(await repeat()).toMatchObject(expected)
        continue
      }
      const { client } = next
      const index = at[client] ?? 0
      const planned = plans[client]?.[index]
      if (planned === undefined) continue
      const options = { idempotencyKey: `${client}-${index}` }
      const fields =
        'title' in planned ? { title: `title ${planned.title}` } : { status: planned.status }
      const deliver = () =>
        'title' in fields
          ? mine.update(id, fields, options)
          : mine.setStatus(id, fields.status, options)
      if (sent[client] === 0) {
        delivered.push(deliver)
        const changed = { ...expected, ...fields }
        if (changed.title !== expected.title || changed.status !== expected.status) {
          Object.assign(expected, fields, { revision: expected.revision + 1 })
        }
      }
      expect(await deliver()).toMatchObject(expected)
      const times = (sent[client] ?? 0) + 1
      const isAcknowledged = times > planned.repeats
      sent[client] = isAcknowledged ? 0 : times
      if (isAcknowledged) at[client] = index + 1
    }
    expect(await mine.get(id)).toMatchObject(expected)
  })
  return fc.assert(property, { numRuns: settings.histories })
}
