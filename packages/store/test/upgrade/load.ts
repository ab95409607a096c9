import { STATUSES } from '@threadkeep/shared'
import type { ConversationStore, OwnerConversations } from '../../src/conversation-store.ts'
import { isStoreError } from '../../src/errors.ts'

/** What the load knows of one conversation, from the results that it got. */
interface Known {
  id: string
  title: string
  externalId: string
  status: (typeof STATUSES)[number]
  texts: string[]
  startKey: string
}

export interface Tally {
  calls: number
  failed: string[]
}

/** One owner whose calls go now to one release and now to another, one after the other. */
export class Caller {
  readonly #owner: { tenantId: string; userId: string }
  readonly #tally: Tally
  readonly #known: Known[] = []
  #count = 0

  constructor(name: string, tally: Tally) {
    this.#owner = { tenantId: 'upgrade', userId: name }
    this.#tally = tally
  }

  async step(stores: ConversationStore[]): Promise<void> {
    const any = () => stores[Math.floor(Math.random() * stores.length)]?.forOwner(this.#owner)
    const [mine, other] = [any(), any()]
    if (mine === undefined || other === undefined) return
    const known = this.#known[Math.floor(Math.random() * this.#known.length)]
    const dice = Math.random()
    if (known === undefined || (dice < 0.05 && this.#known.length < 30)) {
      return this.#start(mine, other)
    }
    if (dice < 0.45) return this.#append(known, mine, other)
    if (dice < 0.55) return this.#rename(known, mine)
    if (dice < 0.65) return this.#setStatus(known, mine)
    return this.check(known, mine)
  }

  async checkAll(store: ConversationStore): Promise<void> {
    const mine = store.forOwner(this.#owner)
    for (const known of this.#known) await this.check(known, mine)
    await this.#call('list', async () => {
      const listed: string[] = []
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await mine.list({ limit: 7, cursor })
        listed.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor
      }
      const expected = this.#known.map(({ id }) => id)
      if (listed.sort().join() !== expected.sort().join()) {
        throw new Error(`listed ${listed.length} of ${expected.length}`)
      }
    })
  }

  async #start(mine: OwnerConversations, other: OwnerConversations): Promise<void> {
    const startKey = `start ${this.#count++}`
    const externalId = `agent ${this.#count}`
    const title = `title ${this.#count}`
    await this.#call('start', async () => {
      const input = { title, externalId, idempotencyKey: startKey }
      const { conversation } = await mine.start(input)
      const again = await other.start(input)
      if (!again.replayed || again.conversation.id !== conversation.id) throw new Error('doubled')
      this.#known.push({
        id: conversation.id,
        title,
        externalId,
        status: 'active',
        texts: [],
        startKey,
      })
    })
  }

  async #append(known: Known, mine: OwnerConversations, other: OwnerConversations): Promise<void> {
    if (known.status !== 'active') return this.#setStatus(known, mine, 'active')
    const count = 1 + (this.#count++ % 3)
    const texts = Array.from({ length: count }, (_, at) => `text ${this.#count}.${at}`)
    const messages = texts.map((text) => ({
      role: 'user' as const,
      content: { type: 'text' as const, text },
    }))
    const input = {
      messages,
      ...(Math.random() < 0.7 && { idempotencyKey: `append ${this.#count}` }),
    }
    await this.#call('append', async () => {
      await mine.append(known.id, input)
      known.texts.push(...texts)
      if (input.idempotencyKey === undefined) return
      const again = await other.append(known.id, input)
      if (!again.replayed || again.messages.length !== count) throw new Error('not replayed')
    })
  }

  #rename(known: Known, mine: OwnerConversations): Promise<void> {
    const title = `title ${this.#count++}`
    return this.#call('update', async () => {
      await mine.update(known.id, { title })
      known.title = title
    })
  }

  #setStatus(known: Known, mine: OwnerConversations, given?: Known['status']): Promise<void> {
    const status = given ?? STATUSES[this.#count++ % STATUSES.length] ?? 'active'
    return this.#call('setStatus', async () => {
      await mine.setStatus(known.id, status)
      known.status = status
    })
  }

  check(known: Known, mine: OwnerConversations): Promise<void> {
    return this.#call('read', async () => {
      const { title, status, messageCount } = await mine.get(known.id)
      if (title !== known.title || status !== known.status) throw new Error('other fields')
      if (messageCount !== known.texts.length) throw new Error(`${messageCount} messages`)
      const { items } = await mine.messages(known.id, { limit: 100 })
      const texts = items.map(({ content }) => (content.type === 'text' ? content.text : ''))
      if (texts.join() !== known.texts.slice(-100).join()) throw new Error('other messages')
      const found = await mine.findByExternalId(known.externalId)
      if (found.id !== known.id) throw new Error('another by external id')
      const listed = await mine.list({ status, limit: 100 })
      if (!listed.items.some(({ id }) => id === known.id)) throw new Error('not listed')
    })
  }

  async #call(name: string, call: () => Promise<void>): Promise<void> {
    this.#tally.calls += 1
    try {
      await call()
    } catch (error) {
      const why = isStoreError(error) ? error.reason : String(error)
      this.#tally.failed.push(`${name}: ${why}`)
    }
  }
}
