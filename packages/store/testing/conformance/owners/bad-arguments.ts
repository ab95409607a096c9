import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'
import { InvalidInputError } from '../../../src/errors.ts'
import { BAD_CALLS, put } from '../support/bad-calls.ts'
import { BAD_IDS } from '../support/owners.ts'
import { callWith, rejectedFields, rejectionOf } from '../support/rejections.ts'
import { text, UNKNOWN_ID } from '../support/samples.ts'
import { type ConformanceTarget, newOwner, useStore } from '../support/target.ts'

export function badArgumentsTests(target: ConformanceTarget): void {
  describe('bad arguments', () => {
    const { store, newClient } = useStore(target)

    it.each(
      BAD_CALLS.map(([method, args, bad]) => ({ call: shown(method, args), method, args, bad })),
    )('$call', async ({ method, args, bad }) => {
      const mine = newClient()
      for (const value of bad) {
        const error = await rejectionOf(call(mine, method, put(args, value)))
        // Described here, because a failure must say which of the values was taken.
        const seen = error instanceof InvalidInputError ? 'rejected' : String(error)
        expect(seen, describeValue(value)).toBe('rejected')
      }
      expect(await mine.list()).toStrictEqual({ items: [], nextCursor: null })
    })

    it('change nothing, not even the time of access', async () => {
      const mine = newClient()
      const { id } = (await mine.start({ title: 'Mine' })).conversation
      const [before] = (await mine.list()).items
      for (const [method, args, bad] of BAD_CALLS) {
        const withId = args.map((arg) => (arg === UNKNOWN_ID ? id : arg))
        for (const value of bad) await rejectionOf(call(mine, method, put(withId, value)))
      }
      expect((await mine.list()).items).toStrictEqual([before])
    })

    it('name the field that is wrong', async () => {
      const mine = newClient()
      expect(await rejectedFields(mine.start({ title: '' }))).toContain('title')
      expect(await rejectedFields(mine.list({ limit: 0 }))).toStrictEqual(['limit'])
      expect(await rejectedFields(mine.get('x'))).toStrictEqual(['id'])
      expect(
        await rejectedFields(mine.append(UNKNOWN_ID, { messages: [text('a'), text('')] })),
      ).toStrictEqual(['text'])
    })

    it.each(['tenantId', 'userId'] as const)('forOwner rejects what is no %s', (field) => {
      for (const bad of BAD_IDS) {
        const owner = { ...newOwner(), [field]: bad }
        expect(() => callWith(store(), 'forOwner', [owner]), describeValue(bad)).toThrow(
          InvalidInputError,
        )
      }
    })

    it.each([[undefined], [null], ['a'], [42], [[]], [{}], [{ ...newOwner(), admin: true }]])(
      'forOwner rejects %j for an owner',
      (owner) => {
        expect(() => callWith(store(), 'forOwner', [owner])).toThrow(InvalidInputError)
      },
    )
  })
}

async function call(
  mine: OwnerConversations,
  method: keyof OwnerConversations,
  args: unknown[],
): Promise<unknown> {
  return callWith(mine, method, args)
}

function shown(method: string, args: unknown[]): string {
  const marked = JSON.stringify(put(args, '?')).replaceAll(`"${UNKNOWN_ID}"`, 'id')
  return `${method}(${marked.slice(1, -1)})`
}

function describeValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value).slice(0, 40)
  return Object.prototype.toString.call(value)
}
