import type { INITIAL_STATE } from '@threadkeep/client'
import type { Content, Conversation, Message } from '../api.ts'
import type { Client } from '../client/client-context.tsx'
import type { Connectivity, OutageKind } from '../client/connectivity.ts'
import type { Unsent } from '../messages/list/use-unsent.ts'

/* What the gallery shows: the same at every visit, so that pictures of it can be compared. */

const TIME = '2026-03-02T09:30:00.000Z'
/** Of a check that is always just ahead: the banner counts down to it. */
const RETRY_AT = Number.MAX_SAFE_INTEGER

export const CONVERSATION: Conversation = {
  id: '0195566a-4e00-7000-8000-000000000001',
  tenantId: 'contoso',
  userId: 'ada',
  status: 'active',
  title: 'Spring offsite',
  metadata: {},
  externalId: null,
  sdkConversationRef: null,
  messageCount: 4,
  lastMessagePreview: 'Then I book the lake house for Thursday.',
  revision: 5,
  createdAt: TIME,
  updatedAt: TIME,
  lastAccessedAt: TIME,
  expiresAt: '2099-03-02T09:30:00.000Z',
}

export function messageOf(
  role: Message['role'],
  content: Content | string,
  metadata?: Message['metadata'],
): Message {
  return {
    id: '0195566a-4e00-7000-8000-000000000002',
    seq: 4,
    role,
    content: typeof content === 'string' ? { type: 'text', text: content } : content,
    createdAt: TIME,
    ...(metadata && { metadata }),
  }
}

export const CARD: Extract<Content, { type: 'card' }> = {
  type: 'card',
  card: {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      { type: 'TextBlock', text: 'How was it?', weight: 'bolder' },
      { type: 'Input.Text', id: 'comment', label: 'Comment' },
    ],
    actions: [{ type: 'Action.Submit', id: 'feedback', title: 'Send feedback' }],
  },
}

export const MARKDOWN = `# What I found

Two places are **free** that week, and *one* is close to a [station](https://example.com).

1. The lake house
2. The old mill

| Place | Beds | A night |
| --- | ---: | ---: |
| The lake house | 12 | 340 |
| The old mill | 8 | 260 |

> Ask for the key the day before.

\`\`\`js
const nights = 2
book('lake house', nights)
\`\`\`

![The lake](https://example.com/lake.png)`

export const LONG_TEXT = Array.from({ length: 80 }, (_, line) => `Line ${line + 1}`).join('\n\n')

export function connectivityOf(kind?: OutageKind): Connectivity {
  return {
    health: undefined,
    outage: kind && { kind, retryAt: RETRY_AT },
    checking: false,
  }
}

type UnsentState = Pick<Unsent, 'hasFailed' | 'isPaused' | 'waitsForReply' | 'error'>

export function unsentOf({ queryClient }: Client, text: string, state: UnsentState): Unsent {
  return {
    ...state,
    mutation: queryClient.getMutationCache().build(queryClient, {}),
    input: { conversationId: CONVERSATION.id, content: { type: 'text', text } },
    submittedAt: Date.parse(TIME),
    writtenAfter: undefined,
  }
}

type Run = NonNullable<(typeof INITIAL_STATE)['run']>

export function endedRun(status: 'stopped' | 'failed', reason?: Run['reason']): Run {
  const run = { id: 'run', status, attempt: 1, startedAt: TIME, endedAt: TIME }
  return reason === undefined ? run : { ...run, reason }
}
