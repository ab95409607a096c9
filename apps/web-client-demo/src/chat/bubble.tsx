import type { ReactNode } from 'react'
import type { Message } from '../api.ts'

const LOOKS: Record<Message['role'], { side: string; bubble: string; name: string }> = {
  user: { side: 'items-end', bubble: 'bg-accent-fill text-on-accent rounded-br-md', name: 'You' },
  assistant: { side: 'items-start', bubble: 'bg-sunken rounded-bl-md', name: 'Assistant' },
  system: { side: 'items-center', bubble: 'bg-transparent text-muted', name: 'System' },
}

interface BubbleProps {
  author: Message['role']
  /** Cards bring their own surface. */
  isBare?: boolean
  isFaded?: boolean
  footer: ReactNode
  children: ReactNode
}

/** One message: who said it (for those who hear the page), what, and a line below. */
export function Bubble({ author, isBare = false, isFaded = false, footer, children }: BubbleProps) {
  const { side, bubble, name } = LOOKS[author]
  return (
    <li className={`flex flex-col gap-1 ${side}`}>
      <span className="sr-only">{name}:</span>
      <div
        className={`max-w-[85%] text-[0.9375rem] leading-relaxed break-words whitespace-pre-wrap ${
          isBare ? 'w-full sm:max-w-md' : `rounded-2xl px-4 py-2 ${bubble}`
        } ${isFaded ? 'opacity-70' : ''}`}
      >
        {children}
      </div>
      <div className="flex items-center gap-2 px-1 text-xs text-muted">{footer}</div>
    </li>
  )
}
