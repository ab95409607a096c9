import { STATUSES } from '@threadkeep/shared'
import type { ConversationStore, NewMessage, Owner } from '@threadkeep/store'

export const text = (words: string): NewMessage => ({
  role: 'user',
  content: { type: 'text', text: words },
})

/** Some owners of some tenants, with ids that mean something elsewhere. */
export function someOwners(tenants: number, usersOfEach: number): Owner[] {
  return Array.from({ length: tenants }, (_, tenant) =>
    Array.from({ length: usersOfEach }, (_, user) => ({
      tenantId: `tenant ${tenant}`,
      userId: `u:{${user}}`,
    })),
  ).flat()
}

export const titleOf = (index: number) => `title ${index} ü\u2028`

export const messagesOf = (index: number): NewMessage[] => [
  text(`hello ${index}\n"`),
  { role: 'assistant', content: { type: 'card', card: { a: [1] } } },
]

/** A few of everything for each owner: statuses, ids, remembered appends, cards, none at all. */
export async function fill(
  store: ConversationStore,
  owners: readonly Owner[],
  ofEach = 6,
): Promise<void> {
  for (const owner of owners) {
    const mine = store.forOwner(owner)
    for (let index = 0; index < ofEach; index += 1) {
      const { id } = (
        await mine.start({
          title: titleOf(index),
          metadata: { index },
          externalId: index % 3 === 0 ? `agent-${index % 2}` : null,
        })
      ).conversation
      if (index % 5 === 4) continue
      await mine.append(id, {
        messages: messagesOf(index),
        idempotencyKey: `key ${index}`,
      })
      await mine.append(id, { messages: [text('again')] })
      await mine.setStatus(id, STATUSES[index % STATUSES.length] ?? 'active')
    }
  }
}
