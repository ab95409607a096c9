import type { UseChatHelpers } from '@ai-sdk/react'
import type { UIMessage } from 'ai'
import { useState } from 'react'

/** What people see, and all of it as JSON for the tests. */
export function ChatView({ chat }: { chat: UseChatHelpers<UIMessage> }) {
  const [text, setText] = useState('')
  const { messages, status, error } = chat
  const [first] = messages
  return (
    <main>
      <ul aria-label="Messages">
        {messages.map(({ id, role, parts }) => (
          <li key={id}>
            {role}: {parts.map((part) => (part.type === 'text' ? part.text : '')).join('')}
          </li>
        ))}
      </ul>
      <output aria-label="Status">{status}</output>
      <p role="alert">{error?.message}</p>
      <pre data-testid="messages">{JSON.stringify(messages)}</pre>
      <textarea aria-label="Message" value={text} onChange={(e) => setText(e.target.value)} />
      <button type="button" onClick={() => void chat.sendMessage({ text })}>
        Send
      </button>
      <button
        type="button"
        onClick={() => void chat.sendMessage({ text, messageId: first?.id ?? '' })}
      >
        Edit the first
      </button>
      <button type="button" onClick={() => void chat.regenerate()}>
        Regenerate
      </button>
      <button type="button" onClick={() => void chat.stop()}>
        Stop
      </button>
    </main>
  )
}
