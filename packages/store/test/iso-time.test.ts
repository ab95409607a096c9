import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toIsoTime } from '../src/codec/iso-time.ts'

it('writes every time as Date does', () => {
  const times = fc.oneof(
    fc.integer({ min: 0, max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) }),
    // Around the ends of days, hours, minutes and seconds.
    fc
      .tuple(fc.nat(30_000), fc.constantFrom(86_400_000, 3_600_000, 60_000, 1000), fc.nat(2))
      .map(([count, unit, beside]) => count * unit + beside),
    fc
      .tuple(fc.integer({ min: 1, max: 30_000 }), fc.constantFrom(86_400_000, 3_600_000, 1000))
      .map(([count, unit]) => count * unit - 1),
  )
  fc.assert(
    fc.property(times, (ms) => {
      expect(toIsoTime(ms)).toBe(new Date(ms).toISOString())
    }),
    { numRuns: 3000 },
  )
})
