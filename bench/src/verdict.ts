import type { Measurement, Sample } from './measure/benchmark-case.ts'
import { pairedRatios, type Spread, spreadOf } from './measure/stats.ts'

/** Something that must hold, and what was measured of it; null where this run did not measure it. */
export interface Verdict {
  topic: string
  promise: string
  atLeast?: number
  atMost?: number
  measured: Spread | null
}

/** Which measurement. */
export interface At {
  job: string
  contestant: string
  size: number
  variant?: string
}

export interface Comparisons {
  /** Calls a second of one, divided by those of the other. */
  speed(one: At, other: At): Spread | null
  /** What a call of one costs, divided by what one of the other costs. */
  cost(name: keyof Sample, one: At, other: At): Spread | null
  /** By how much a figure of one is above the other's. */
  difference(name: keyof Sample, one: At, other: At): Spread | null
  /** One figure as it is. */
  figure(name: keyof Sample, at: At): Spread | null
}

export function compare(measurements: readonly Measurement[]): Comparisons {
  const values = (name: keyof Sample, at: At) =>
    find(measurements, at)?.samples.map((sample) => sample[name])
  const ratio = (name: keyof Sample, one: At, other: At) => {
    const [ours, theirs] = [values(name, one), values(name, other)]
    if (ours === undefined || theirs === undefined) return null
    return spreadOf(pairedRatios(ours, theirs))
  }
  return {
    difference(name, one, other) {
      const [ours, theirs] = [values(name, one), values(name, other)]
      if (ours === undefined || theirs === undefined) return null
      return spreadOf(ours.map((value, round) => value - (theirs[round] ?? Number.NaN)))
    },
    speed: (one, other) => ratio('callsPerSecond', one, other),
    cost: ratio,
    figure(name, at) {
      const found = values(name, at)
      return found === undefined ? null : spreadOf(found)
    },
  }
}

export function isMet({ measured, atLeast, atMost }: Verdict): boolean | null {
  if (measured === null) return null
  return (
    measured.median >= (atLeast ?? Number.NEGATIVE_INFINITY) &&
    measured.median <= (atMost ?? Number.POSITIVE_INFINITY)
  )
}

function find(measurements: readonly Measurement[], at: At): Measurement | undefined {
  return measurements.find(
    ({ job, contestant, size, variant }) =>
      job === at.job &&
      contestant === at.contestant &&
      size === at.size &&
      variant === (at.variant ?? ''),
  )
}
