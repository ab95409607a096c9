import type { Measurement, Sample } from '../measure/benchmark-case.ts'
import { type Spread, spreadOf } from '../measure/stats.ts'

export function figure(measurement: Measurement, name: keyof Sample): Spread {
  return spreadOf(measurement.samples.map((sample) => sample[name]))
}

/** Three digits that mean something, and no more. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return ''
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(3).replace(/\.?0+$/, '') || '0'
}
