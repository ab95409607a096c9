import { useNow } from './hooks/use-now.ts'

/* In the browser's language, and with its clock: 12 or 24 hours are its choice. */
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** "now", "5 min", "3 h", "6 d", "Mar 3": as exact as a list needs it. */
export function relativeTime(time: number, now: number): string {
  // The store's clock and the browser's may differ; nothing is shown as coming from the future.
  const age = Math.max(0, now - time)
  if (age < MINUTE) return 'now'
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`
  if (age < DAY) return `${Math.floor(age / HOUR)} h`
  if (age < 7 * DAY) return `${Math.floor(age / DAY)} d`
  return DAY_OF_YEAR.format(time)
}

export function RelativeTime({ iso }: { iso: string }) {
  const now = useNow(30_000)
  const time = Date.parse(iso)
  return (
    <time dateTime={iso} title={FULL.format(time)}>
      {relativeTime(time, now)}
    </time>
  )
}

/** The time of day, with the date for older messages. */
export function MessageTime({ iso }: { iso: string }) {
  const time = Date.parse(iso)
  const isToday = new Date(time).toDateString() === new Date().toDateString()
  return (
    <time dateTime={iso} title={FULL.format(time)}>
      {isToday ? CLOCK.format(time) : `${DAY_OF_YEAR.format(time)}, ${CLOCK.format(time)}`}
    </time>
  )
}
