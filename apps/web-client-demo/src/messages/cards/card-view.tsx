import {
  type Action,
  AdaptiveCard,
  ExecuteAction,
  HostConfig,
  OpenUrlAction,
  SubmitAction,
} from 'adaptivecards'
import MarkdownIt from 'markdown-it'
import { useEffect, useRef } from 'react'
import type { Card, SentContent } from '../../api.ts'
import { toActionId } from '../../chat/limits.ts'
import './card-view.css'

export type CardAction = Omit<Extract<SentContent, { type: 'cardAction' }>, 'type'>

export interface CardMessageProps {
  card: Card
  /** It takes no submission: the conversation is closed, or the card was submitted. */
  isClosed: boolean
  isAnswered: boolean
  onAction(action: CardAction): void
}

const INK = { default: 'var(--color-ink)', subtle: 'var(--color-muted)' }
const ACCENT = { default: 'var(--color-accent)', subtle: 'var(--color-accent)' }

/* The renderer writes these into inline styles, so both colour schemes reach into the card. */
const HOST_CONFIG = new HostConfig({
  fontFamily: 'inherit',
  containerStyles: {
    default: { foregroundColors: { default: INK, dark: INK, light: INK, accent: ACCENT } },
  },
  spacing: { small: 6, default: 10, medium: 14, large: 20, extraLarge: 28, padding: 0 },
  actions: { actionsOrientation: 'horizontal', actionAlignment: 'left', buttonSpacing: 8 },
  supportsInteractivity: true,
})

// Raw HTML in a card's text stays text, and links are only ever http, mailto and the like.
const markdown = new MarkdownIt({ html: false, linkify: true })
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text)
  result.didProcess = true
}

export function CardView({ card, isClosed, onAction }: CardMessageProps) {
  const host = useRef<HTMLDivElement>(null)
  const latest = useRef(onAction)
  useEffect(() => {
    latest.current = onAction
  })

  useEffect(() => {
    const adaptiveCard = new AdaptiveCard()
    adaptiveCard.hostConfig = HOST_CONFIG
    adaptiveCard.parse(card)
    adaptiveCard.onExecuteAction = (action) => execute(action, latest.current)
    const rendered = adaptiveCard.render()
    host.current?.replaceChildren(rendered ?? 'This card cannot be shown.')
  }, [card])

  // A closed conversation takes no more submissions, so its cards offer none.
  return <div ref={host} className="adaptive-card" inert={isClosed} />
}

function execute(action: Action, onAction: CardMessageProps['onAction']): void {
  if (action instanceof OpenUrlAction && /^https?:/i.test(action.url ?? '')) {
    window.open(action.url, '_blank', 'noopener,noreferrer')
  }
  if (action instanceof ExecuteAction) {
    onAction({
      actionId: toActionId(action.verb, action.id, action.title),
      data: toData(action.data),
    })
  } else if (action instanceof SubmitAction) {
    onAction({ actionId: toActionId(action.id, action.title), data: toData(action.data) })
  }
}

/** Cards may carry any JSON as data; the API stores objects. */
function toData(data: unknown): Record<string, unknown> {
  if (data === undefined || data === null) return {}
  if (typeof data === 'object' && !Array.isArray(data)) return { ...data }
  return { value: data }
}
