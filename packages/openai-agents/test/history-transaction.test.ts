import { type SessionHistoryTransaction, UserError } from '@openai/agents'
import { describeOnEveryStore } from '@threadkeep/store/testing'
import { expect, it } from 'vitest'
import { ThreadkeepSession } from '../src/index.ts'
import { everyKindOfItem, user, users } from './support/items.ts'

const REUSED = new UserError(
  'Session history operation was already applied with a different transaction.',
)
const MISMATCH = new UserError(
  'Session history suffix no longer matches the transaction precondition.',
)

describeOnEveryStore('a history transaction', ({ newClient, twoServers }) => {
  function open(conversations = newClient()) {
    const session = new ThreadkeepSession({ conversations, sessionId: 's' })
    const apply = (operationId: string, transaction: SessionHistoryTransaction) =>
      session.applyHistoryTransaction({ operationId, transaction })
    return { conversations, session, apply }
  }

  it('adds items once, however often it is repeated', async () => {
    const { session, apply } = open()
    await apply('1', append('a', 'b'))
    await session.addItems(users('c'))
    for (const _ of [1, 2]) await apply('1', append('a', 'b'))
    expect(await session.getItems()).toEqual(users('a', 'b', 'c'))
    await apply('2', append('a', 'b'))
    expect(await session.getItems()).toEqual(users('a', 'b', 'c', 'a', 'b'))
  })

  it('replaces a suffix once, however often it is repeated', async () => {
    const { session, apply } = open()
    await session.addItems(users('a', 'b', 'c'))
    await apply('1', replace(['b', 'c'], ['x']))
    expect(await session.getItems()).toEqual(users('a', 'x'))
    await apply('1', replace(['b', 'c'], ['x']))
    await session.addItems(users('b', 'c'))
    // Again at the end by chance: the operation was made, and is not made again.
    await apply('1', replace(['b', 'c'], ['x']))
    expect(await session.getItems()).toEqual(users('a', 'x', 'b', 'c'))
  })

  it('replaces all there is, and more than a page of it', async () => {
    const { session, apply } = open()
    const texts = Array.from({ length: 150 }, (_, index) => `item ${index}`)
    for (let first = 0; first < 150; first += 50) {
      await session.addItems(users(...texts.slice(first, first + 50)))
    }
    await apply('1', replace(texts, ['x', 'y']))
    expect(await session.getItems()).toEqual(users('x', 'y'))
  })

  it('compares items as they are given back, of any kind', async () => {
    const { session, apply } = open()
    await session.addItems([user('a'), ...everyKindOfItem])
    const transaction = {
      type: 'replace_suffix' as const,
      expectedSuffix: everyKindOfItem,
      replacement: everyKindOfItem.slice(0, 2),
    }
    for (const _ of [1, 2]) await apply('1', transaction)
    expect(await session.getItems()).toEqual([user('a'), ...everyKindOfItem.slice(0, 2)])
  })

  it.each<[string, SessionHistoryTransaction]>([
    ['other items', append('x')],
    ['more items', append('b', 'c')],
    ['another type', replace([], ['b'])],
    ['a suffix', replace(['a'], ['b'])],
  ])('is rejected under the id of another one: %s', async (_what, transaction) => {
    const { session, apply } = open()
    await session.addItems(users('a'))
    await apply('1', append('b'))
    await expect(apply('1', transaction)).rejects.toStrictEqual(REUSED)
    expect(await session.getItems()).toEqual(users('a', 'b'))
  })

  it.each<[string, SessionHistoryTransaction]>([
    ['another suffix', replace(['a', 'b'], ['x'])],
    ['another replacement', replace(['b'], ['y'])],
    ['an append', append('x')],
  ])('is rejected under the id of a replacement: %s', async (_what, transaction) => {
    const { session, apply } = open()
    await session.addItems(users('a', 'b'))
    await apply('1', replace(['b'], ['x']))
    await expect(apply('1', transaction)).rejects.toStrictEqual(REUSED)
    expect(await session.getItems()).toEqual(users('a', 'x'))
  })

  it.each([
    ['of other items', ['b', 'x']],
    ['that is not the end', ['a', 'b']],
    ['longer than the history', ['0', 'a', 'b', 'c']],
  ])('is rejected for a suffix %s, and nothing is changed', async (_what, suffix) => {
    const { conversations, session, apply } = open()
    await expect(apply('0', replace(suffix, ['x']))).rejects.toStrictEqual(MISMATCH)
    await session.addItems(users('a', 'b', 'c'))
    const before = await conversations.findByExternalId('s')
    await expect(apply('1', replace(suffix, ['x']))).rejects.toStrictEqual(MISMATCH)
    const { revision } = await conversations.findByExternalId('s')
    expect(revision).toBe(before.revision)
    // It was not made, so its id is free.
    await apply('1', replace(['c'], ['x']))
    expect(await session.getItems()).toEqual(users('a', 'b', 'x'))
  })

  it('has an id, and items to add', async () => {
    const { conversations, apply } = open()
    for (const operationId of ['', ' ']) {
      await expect(apply(operationId, append('a'))).rejects.toBeInstanceOf(UserError)
    }
    await expect(apply('1', append())).rejects.toBeInstanceOf(UserError)
    await expect(apply('1', replace(['a'], []))).rejects.toBeInstanceOf(UserError)
    expect((await conversations.list()).items).toEqual([])
  })

  it('is not made again once what it added was replaced, popped or cleared', async () => {
    const { session, apply } = open()
    await apply('1', append('a', 'b'))
    await apply('2', replace(['a', 'b'], ['c']))
    await apply('1', append('a', 'b'))
    await apply('2', replace(['a', 'b'], ['c']))
    expect(await session.getItems()).toEqual(users('c'))
    expect(await session.popItem()).toEqual(user('c'))
    await apply('2', replace(['a', 'b'], ['c']))
    await apply('3', append('d'))
    await session.clearSession()
    await apply('3', append('d'))
    expect(await session.getItems()).toEqual([])
  })

  it('is one, whichever of two servers makes it', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, other] = twoServers().map((conversations) => open(conversations))
      await one?.session.addItems(users('a', 'b'))
      const transaction = replace(['b'], ['x', 'y'])
      await Promise.all([one, other, one, other].map((each) => each?.apply('1', transaction)))
      expect(await one?.session.getItems()).toEqual(users('a', 'x', 'y'))
    }
  })

  it('waits for its turn: of two replacements of one suffix, one is made', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, other] = twoServers().map((conversations) => open(conversations))
      await one?.session.addItems(users('a', 'b'))
      const outcomes = await Promise.allSettled([
        one?.apply('1', replace(['b'], ['x'])),
        other?.apply('2', replace(['b'], ['y'])),
      ])
      const rejected = outcomes.filter((outcome) => outcome.status === 'rejected')
      expect(rejected).toMatchObject([{ reason: MISMATCH }])
      const [, last] = (await one?.session.getItems()) ?? []
      expect([user('x'), user('y')]).toContainEqual(last)
    }
  })
})

function append(...texts: string[]): SessionHistoryTransaction {
  return { type: 'append_items', items: users(...texts) }
}

function replace(expected: string[], replacement: string[]): SessionHistoryTransaction {
  return {
    type: 'replace_suffix',
    expectedSuffix: users(...expected),
    replacement: users(...replacement),
  }
}
