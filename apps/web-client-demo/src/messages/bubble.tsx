import type { ReactNode } from 'react'
import type { Message } from '../api.ts'

/** Who said it, or that it is not stored yet. */
type Look = Message['role'] | 'unsent'

const LOOKS: Record<Look, { side: string; bubble: string; name: string }> = {
  user: { side: 'items-end', bubble: 'rounded-br-md bg-accent-fill text-on-accent', name: 'You' },
  unsent: { side: 'items-end', bubble: 'rounded-br-md bg-selected', name: 'You, not sent yet' },
  assistant: { side: 'items-start', bubble: 'rounded-bl-md bg-sunken', name: 'Assistant' },
  system: { side: 'items-center', bubble: 'text-muted', name: 'System' },
  tool: { side: 'items-start', bubble: 'text-muted', name: 'Tool' },
}

interface BubbleProps {
  look: Look
  /** Cards bring their own surface. */
  isBare?: boolean
  footer: ReactNode
  children: ReactNode
}

/** One message: who said it (for those who hear the page), what, and a line below. */
export function Bubble({ look, isBare = false, footer, children }: BubbleProps) {
  const { side, bubble, name } = LOOKS[look]
  return (
    <div className={`flex flex-col gap-1 ${side}`}>
      <span className="sr-only">{name}:</span>
      {/* Every paragraph and name reads in the direction of its own script. */}
      <div
        dir="auto"
        className={`max-w-[85%] text-[0.9375rem] leading-relaxed break-words whitespace-pre-wrap ${
          isBare
            ? 'w-full sm:max-w-md'
            : `rounded-2xl border border-transparent px-4 py-2 ${bubble}`
        }`}
      >
        {children}
      </div>
      <div className="flex items-center gap-2 px-1 text-xs text-muted">{footer}</div>
    </div>
  )
}
