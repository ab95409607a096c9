const DAY_MS = 86_400_000
const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'))
const THREE_DIGITS = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'))
const MOST_DAYS = 1000

/** `2026-11-23T`, keyed by days since 1970. */
const days = new Map<number, string>()

/**
 * The same as `new Date(ms).toISOString()`, but faster: a page of a list has eighty of these, and
 * they fall on few days.
 */
export function toIsoTime(ms: number): string {
  const day = Math.floor(ms / DAY_MS)
  const rest = ms - day * DAY_MS
  const seconds = Math.floor(rest / 1000)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const clock = `${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes - hours * 60]}`
  return `${dateOf(day)}${clock}:${TWO_DIGITS[seconds - minutes * 60]}.${THREE_DIGITS[rest - seconds * 1000]}Z`
}

function dateOf(day: number): string {
  const known = days.get(day)
  if (known !== undefined) return known
  if (days.size >= MOST_DAYS) days.clear()
  const date = new Date(day * DAY_MS).toISOString().slice(0, 11)
  days.set(day, date)
  return date
}
