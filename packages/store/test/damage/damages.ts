import fc from 'fast-check'
import type { Redis } from 'ioredis'

/** One thing that happens to one stored value, wherever it comes from. */
export interface Damage {
  /** Which of the keys, and which value in it; modulo how many there are. */
  key: number
  value: number
  kind: (typeof KINDS)[number]
  /** Where in the value, as a share of its length. */
  at: number
  bytes: Uint8Array
}

const KINDS = [
  'bytes replaced',
  'bytes inserted',
  'bytes removed',
  'cut short',
  'emptied',
  'another value',
  'a foreign layout',
  'a value too many',
  'a value missing',
  'another type',
  'the key missing',
] as const

export const anyDamage: fc.Arbitrary<Damage> = fc.record({
  key: fc.nat(),
  value: fc.nat(),
  kind: fc.constantFrom(...KINDS),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
})

const OTHER_VALUES = ['0', 'abc', '[]', '{}', 'null', '-1', '1e400', '99999999999999999999', '"']
const FOREIGN_LAYOUTS = ['3,{"a":1}', '3,1764201600000,"active",0,1', '7|protobuf', '2,', '12,']

function changed(value: Buffer, { kind, at, bytes, value: pick }: Damage): Buffer {
  const place = Math.floor(at * value.length)
  const before = value.subarray(0, place)
  switch (kind) {
    case 'bytes replaced':
      return Buffer.concat([before, bytes, value.subarray(place + bytes.length)])
    case 'bytes inserted':
      return Buffer.concat([before, bytes, value.subarray(place)])
    case 'bytes removed':
      return Buffer.concat([before, value.subarray(place + bytes.length)])
    case 'cut short':
      return before
    case 'another value':
      return Buffer.from(OTHER_VALUES[pick % OTHER_VALUES.length] ?? '')
    case 'a foreign layout':
      return Buffer.from(FOREIGN_LAYOUTS[pick % FOREIGN_LAYOUTS.length] ?? '')
    default:
      return Buffer.alloc(0)
  }
}

/** Damages one value of one key. Its expiry stays. */
export async function inflict(raw: Redis, key: string, damage: Damage): Promise<void> {
  const left = await raw.pttl(key)
  await damageKey(raw, key, damage)
  if (left > 0) await raw.pexpire(key, left)
}

async function damageKey(raw: Redis, key: string, damage: Damage): Promise<void> {
  const type = await raw.type(key)
  if (damage.kind === 'the key missing') {
    await raw.del(key)
  } else if (damage.kind === 'another type') {
    await retype(raw, key, type, damage.value)
  } else if (type === 'hash') {
    await damageHash(raw, key, damage)
  } else if (type === 'list') {
    await damageList(raw, key, damage)
  } else if (type === 'zset') {
    await damageSortedSet(raw, key, damage)
  }
}

async function retype(raw: Redis, key: string, type: string, pick: number): Promise<void> {
  const make: Record<string, () => Promise<unknown>> = {
    string: () => raw.set(key, 'x'),
    list: () => raw.rpush(key, 'x'),
    set: () => raw.sadd(key, 'x'),
    hash: () => raw.hset(key, 'record', 'x'),
    zset: () => raw.zadd(key, 1, 'x'),
  }
  const others = Object.keys(make).filter((each) => each !== type)
  await raw.del(key)
  await make[others[pick % others.length] ?? '']?.()
}

async function damageHash(raw: Redis, key: string, damage: Damage): Promise<void> {
  const fields = (await raw.hkeys(key)).sort()
  const field = fields[damage.value % fields.length] ?? ''
  if (damage.kind === 'a value too many') {
    await raw.hset(key, 'no such field', 'x')
  } else if (damage.kind === 'a value missing') {
    // Of the owner's hashes this is not damage that can be seen: the field may never have been there.
    await raw.hset(key, field, '')
  } else {
    const value = (await raw.hgetBuffer(key, field)) ?? Buffer.alloc(0)
    await raw.hset(key, field, changed(value, damage))
  }
}

async function damageList(raw: Redis, key: string, damage: Damage): Promise<void> {
  const place = damage.value % (await raw.llen(key))
  if (damage.kind === 'a value too many') {
    await raw.rpush(key, 'x')
  } else if (damage.kind === 'a value missing') {
    await raw.rpop(key)
  } else {
    const value = (await raw.lindexBuffer(key, place)) ?? Buffer.alloc(0)
    await raw.lset(key, place, changed(value, damage))
  }
}

async function damageSortedSet(raw: Redis, key: string, damage: Damage): Promise<void> {
  const members = await raw.zrange(key, '0', '-1', 'WITHSCORES')
  const place = (damage.value % (members.length / 2)) * 2
  const [member = '', score = ''] = members.slice(place, place + 2)
  if (damage.kind === 'a value too many') {
    await raw.zadd(key, 5, 'nobody')
  } else if (damage.kind === 'a value missing') {
    await raw.zrem(key, member)
  } else if (damage.kind === 'another value') {
    await raw.zadd(key, damage.at, member)
  } else {
    await raw.zrem(key, member)
    await raw.zadd(key, score, changed(Buffer.from(member), damage).toString('latin1'))
  }
}
