import { STATUSES, type Status } from '@threadkeep/shared'
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

/**
 * Two clients change one conversation. Each goes on only when its change is acknowledged, which any
 * number of lost replies and repeats may delay, while the other's changes come in between. What holds
 * after every delivery: the fields are those of the change that was delivered for the first time last.
 */
export function noRepeatUndoes(owner: () => OwnerConversations, settings: Settings) {
  const clients = fc.tuple(fc.array(change, { maxLength: 5 }), fc.array(change, { maxLength: 5 }))
  const turns = fc.array(fc.nat({ max: 1 }), { minLength: 60, maxLength: 60 })
  const property = fc.asyncProperty(clients, turns, async (plans, order) => {
    const mine = owner()
    const { id } = (await mine.start({ title: 'title 0' })).conversation
    const expected = { title: 'title 0', status: 'active' as Status, revision: 1 }
    const at = [0, 0]
    const sent = [0, 0]
    for (const client of order) {
      const index = at[client] ?? 0
      const planned = plans[client]?.[index]
      if (planned === undefined) continue
      const isTitle = 'title' in planned
      const fields = isTitle ? { title: `title ${planned.title}` } : { status: planned.status }
      if (sent[client] === 0) {
        const next = { ...expected, ...fields }
        if (next.title !== expected.title || next.status !== expected.status) {
          Object.assign(expected, fields, { revision: expected.revision + 1 })
        }
      }
      const options = { idempotencyKey: `${client}-${index}` }
      const result = await (isTitle
        ? mine.update(id, { title: `title ${planned.title}` }, options)
        : mine.setStatus(id, planned.status, options))
      expect(result).toMatchObject(expected)
      const times = (sent[client] ?? 0) + 1
      const isAcknowledged = times > planned.repeats
      sent[client] = isAcknowledged ? 0 : times
      if (isAcknowledged) at[client] = index + 1
    }
    expect(await mine.get(id)).toMatchObject(expected)
  })
  return fc.assert(property, { numRuns: settings.histories })
}
