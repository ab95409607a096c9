import type { Message } from '../../api.ts'

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' })

export function dayOf({ createdAt }: Message): string {
  return DAY.format(Date.parse(createdAt))
}

export function DaySeparator({ day }: { day: string }) {
  return <p className="text-center text-xs font-medium text-muted">{day}</p>
}
