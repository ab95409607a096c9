import type { Message } from '../../api.ts'

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' })

/** Above the first message of a day; undefined where nothing older is held. */
export function DaySeparator({
  previous,
  message,
}: {
  previous: Message | undefined
  message: Message
}) {
  const day = DAY.format(Date.parse(message.createdAt))
  if (previous && DAY.format(Date.parse(previous.createdAt)) === day) return null
  return <p className="pb-4 text-center text-xs font-medium text-muted">{day}</p>
}
