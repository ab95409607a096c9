import type { Message } from '../api.ts'
import { useClient } from '../client/client-context.tsx'
import { EndedRun } from '../messages/ended-run.tsx'
import { DaySeparator } from '../messages/list/day-separator.tsx'
import { MessagesSkeleton } from '../messages/list/messages-skeleton.tsx'
import { MessageItem } from '../messages/message-item.tsx'
import { ReplyItem } from '../messages/reply-item.tsx'
import { UnsentItem } from '../messages/unsent-item.tsx'
import {
  CARD,
  CONVERSATION,
  endedRun,
  LONG_TEXT,
  MARKDOWN,
  messageOf,
  unsentOf,
} from './samples.ts'
import { Group, State } from './state.tsx'

const OPEN = { isClosed: false, isAnswered: false, canEdit: true, canRegenerate: true }
const CLOSED = { isClosed: true, isAnswered: false, canEdit: false, canRegenerate: false }
const UNFINISHED = ['stopped', 'interrupted', 'error', 'length']
const STILL = { hasFailed: false, isPaused: false, waitsForReply: false, error: null }

const MESSAGES: readonly [name: string, message: Message, state: typeof OPEN][] = [
  ['Of the user', messageOf('user', 'See https://example.com, please.'), OPEN],
  ['Of the user, closed', messageOf('user', 'Thank you.'), CLOSED],
  ['Of the user, right to left', messageOf('user', 'שלום, עולם'), OPEN],
  ['Of the assistant', messageOf('assistant', MARKDOWN), OPEN],
  ['Of the assistant, folded', messageOf('assistant', LONG_TEXT), OPEN],
  ...UNFINISHED.map((finishReason): [string, Message, typeof OPEN] => [
    `Of the assistant, ${finishReason}`,
    messageOf('assistant', 'The lake house is', { finishReason }),
    OPEN,
  ]),
  ['Of the system', messageOf('system', 'Answer in one sentence.'), OPEN],
  [
    'Of a tool',
    messageOf('tool', { type: 'json', format: 'call', text: 'found 2', value: {} }),
    OPEN,
  ],
  ['Removed', messageOf('user', { type: 'redacted' }), OPEN],
  ['A card', messageOf('assistant', CARD), OPEN],
  ['A card, answered', messageOf('assistant', CARD), { ...OPEN, isAnswered: true }],
  ['A card, closed', messageOf('assistant', CARD), CLOSED],
  [
    'The answer to a card',
    messageOf('user', { type: 'cardAction', actionId: 'feedback', data: { comment: 'Good' } }),
    OPEN,
  ],
]

export function MessageStates() {
  const client = useClient()
  const unsent = {
    'being sent': unsentOf(client, 'On its way.', STILL),
    'in an outage': unsentOf(client, 'It waits.', { ...STILL, isPaused: true }),
    'behind a reply': unsentOf(client, 'It is next.', { ...STILL, waitsForReply: true }),
    rejected: unsentOf(client, 'Refused.', { ...STILL, hasFailed: true }),
  }
  const runs = {
    stopped: endedRun('stopped'),
    failed: endedRun('failed'),
    interrupted: endedRun('failed', 'INTERRUPTED'),
  }
  return (
    <Group title="Messages">
      {MESSAGES.map(([name, message, state]) => (
        <State key={name} name={name}>
          <MessageItem
            message={{ ...message, id: name }}
            conversationId={CONVERSATION.id}
            onEdit={() => {}}
            {...state}
          />
        </State>
      ))}
      <State name="A reply that begins">
        <ReplyItem reply={{ text: '', status: null }} />
      </State>
      <State name="A reply that looks something up">
        <ReplyItem reply={{ text: '', status: 'Searching' }} />
      </State>
      <State name="A reply in the middle of a mark">
        <ReplyItem reply={{ text: 'The **lake hou', status: null }} />
      </State>
      {Object.entries(runs).map(([name, run]) => (
        <State key={name} name={`A run without a word, ${name}`}>
          <EndedRun run={run} conversationId={CONVERSATION.id} canRetry={name !== 'stopped'} />
        </State>
      ))}
      {Object.entries(unsent).map(([name, item]) => (
        <State key={name} name={`Not stored yet, ${name}`}>
          <UnsentItem item={item} />
        </State>
      ))}
      <State name="A day">
        <DaySeparator day="Monday, March 2, 2026" />
      </State>
      <State name="Being read">
        <MessagesSkeleton />
      </State>
    </Group>
  )
}
