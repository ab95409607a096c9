import { Chat, useChat } from '@ai-sdk/react'
import { loadMessages, ThreadkeepChatTransport } from '@threadkeep/ai-sdk'
import { createThreadkeepClient } from '@threadkeep/client'
import type { UIMessage } from 'ai'
import { useEffect, useState } from 'react'
import { ChatView } from './chat-view.tsx'

// The server of the page has the token.
const client = createThreadkeepClient({ url: '/trpc', token: '', retry: { baseDelayMs: 50 } })
const transport = new ThreadkeepChatTransport({ client })

/** A chat that is this component's own, or kept outside of it. Each can be left and opened again. */
export function ConversationPage({ id }: { id: string }) {
  const [messages, setMessages] = useState<UIMessage[]>()
  const [kept, setKept] = useState<Chat<UIMessage>>()
  const [shown, setShown] = useState<'own' | 'kept' | 'none'>('own')
  useEffect(() => {
    void loadMessages(client, id).then((loaded) => {
      setMessages(loaded)
      setKept(new Chat({ id, messages: loaded, transport }))
    })
  }, [id])
  if (messages === undefined || kept === undefined) return null
  return (
    <>
      {shown === 'own' && <OwnChat id={id} messages={messages} />}
      {shown === 'kept' && <KeptChat chat={kept} />}
      {(['own', 'kept', 'none'] as const).map((each) => (
        <button key={each} type="button" onClick={() => setShown(each)}>
          Show {each}
        </button>
      ))}
    </>
  )
}

function OwnChat({ id, messages }: { id: string; messages: UIMessage[] }) {
  const chat = useChat({
    id,
    messages,
    transport,
    resume: true,
    onFinish: async ({ isAbort }) => {
      if (isAbort) chat.setMessages(await loadMessages(client, id))
    },
  })
  return <ChatView chat={chat} />
}

function KeptChat({ chat }: { chat: Chat<UIMessage> }) {
  return <ChatView chat={useChat({ chat, resume: true })} />
}
