import type { Owner } from '@threadkeep/shared'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownerOfKey } from '../../src/codec/owner-key.ts'
import { isKeyPrefix } from '../../src/config.ts'
import { parseKey } from '../../src/redis/keys.ts'
import { HOSTILE_IDS } from '../../testing/conformance/support/owners.ts'
import { UNKNOWN_ID } from '../../testing/conformance/support/samples.ts'
import { keysOf, openStore } from './support.ts'

const ids = fc.oneof(
  fc.constantFrom(...HOSTILE_IDS),
  // Made of what separates and encloses, where careless keys meet.
  fc.string({ unit: fc.constantFrom(':', '{', '}', '%', '*', '|', 'a', '3', 'A'), minLength: 1 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1000 }),
)
const owners: fc.Arbitrary<Owner> = fc.record({ tenantId: ids, userId: ids })

/** Two owners with the same characters in a row, cut at another place. */
const neighbours = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(':', '{', '}', '%', 'a'), minLength: 3 }),
    fc.nat(),
    fc.nat(),
  )
  .map(([text, one, other]): [Owner, Owner] => [cutAt(text, one), cutAt(text, other)])

describe('keys', () => {
  it('no two owners share one, nor a hash tag', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(owners, owners), neighbours), ([one, other]) => {
        const same = one.tenantId === other.tenantId && one.userId === other.userId
        const shared = allKeys(one).filter((key) => allKeys(other).includes(key))
        expect(shared.length > 0).toBe(same)
        expect(hashTag(allKeys(one)[0] ?? '') === hashTag(allKeys(other)[0] ?? '')).toBe(same)
      }),
      { numRuns: 3000 },
    )
  })

  it('all of an owner sit under one hash tag that holds nothing but the owner', () => {
    fc.assert(
      fc.property(owners, (owner) => {
        const tags = new Set(allKeys(owner).map(hashTag))
        expect(tags.size).toBe(1)
        const [tag = ''] = tags
        expect(tag).toMatch(/^[A-Za-z0-9._%-]+:[A-Za-z0-9._%-]+$/)
        expect(tag.split(':').map(decodeURIComponent)).toStrictEqual([owner.tenantId, owner.userId])
      }),
      { numRuns: 1000 },
    )
  })

  it('lead back to the owner and the conversation', () => {
    const prefixes = fc.string({ maxLength: 100 }).filter(isKeyPrefix)
    fc.assert(
      fc.property(owners, prefixes, (owner, prefix) => {
        const parsed = allKeys(owner, prefix).map((key) => parseKey(key, prefix))
        expect(parsed.map((each) => each && ownerOfKey(each.ownerKey))).toEqual(
          parsed.map(() => owner),
        )
        expect(parsed.map((each) => each?.conversationId)).toStrictEqual(
          parsed.map((_, index) => (index < 4 ? UNKNOWN_ID : undefined)),
        )
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    'conversation:{canary}',
    'user:{canary-17}:marker',
    'calls:{a:b}:x',
    'threadkeep:layout',
    'user:{a:b}',
    'user:{a:b:c}:conversations',
    'x:user:{a:b}:conversations',
  ])('of no owner are taken for nobody: %s', (key) => {
    expect(parseKey(key)).toBe(undefined)
  })

  it.each(['a:%2', 'a:%zz', 'a:b c', 'a:%61', ':b', 'a:', 'a'])('%s is no owner', (key) => {
    expect(ownerOfKey(key)).toBe(undefined)
  })

  it('begin with the prefix, which leaves the hash tag as it is', () => {
    const prefixes = fc.string({ maxLength: 100 }).filter(isKeyPrefix)
    fc.assert(
      fc.property(owners, prefixes, (owner, prefix) => {
        const [plain, prefixed] = [allKeys(owner), allKeys(owner, prefix)]
        expect(prefixed).toStrictEqual(plain.map((key) => prefix + key))
        expect(prefixed.map(hashTag)).toStrictEqual(plain.map(hashTag))
      }),
      { numRuns: 500 },
    )
  })

  it.each(['a{', '}', 'a b', 'a*', 'a?', '[a', 'a]', 'a\\', 'ä', 'a\n', 'x'.repeat(101)])(
    'never begin with %j, which no prefix may be',
    (prefix) => {
      expect(isKeyPrefix(prefix)).toBe(false)
      expect(() => openStore('redis://127.0.0.1:1', { keyPrefix: prefix })).toThrow(
        /^keyPrefix must/,
      )
    },
  )

  it('are the ones of the layout', () => {
    expect(allKeys({ tenantId: 'acme', userId: 'a:{b}' })).toStrictEqual([
      `conversation:{acme:a%3A%7Bb%7D}:${UNKNOWN_ID}`,
      `conversation:{acme:a%3A%7Bb%7D}:${UNKNOWN_ID}:messages`,
      `conversation:{acme:a%3A%7Bb%7D}:${UNKNOWN_ID}:pieces`,
      `conversation:{acme:a%3A%7Bb%7D}:${UNKNOWN_ID}:import`,
      'user:{acme:a%3A%7Bb%7D}:conversations',
      'user:{acme:a%3A%7Bb%7D}:conversations:active',
      'user:{acme:a%3A%7Bb%7D}:conversations:completed',
      'user:{acme:a%3A%7Bb%7D}:conversations:archived',
      'user:{acme:a%3A%7Bb%7D}:external',
      'user:{acme:a%3A%7Bb%7D}:starts',
      'user:{acme:a%3A%7Bb%7D}:starts:age',
      'user:{acme:a%3A%7Bb%7D}:changes',
      'user:{acme:a%3A%7Bb%7D}:deletions',
    ])
  })
})

function allKeys(owner: Owner, prefix?: string): string[] {
  const { conversation, shared } = keysOf(owner, prefix)
  return [...Object.values(conversation(UNKNOWN_ID)), ...shared]
}

/** As Redis Cluster reads it: what is between the first brace and the next closing one. */
function hashTag(key: string): string {
  const open = key.indexOf('{')
  const close = key.indexOf('}', open + 1)
  return open === -1 || close <= open + 1 ? key : key.slice(open + 1, close)
}

function cutAt(text: string, place: number): Owner {
  const at = 1 + (place % (text.length - 1))
  return { tenantId: text.slice(0, at), userId: text.slice(at) }
}
