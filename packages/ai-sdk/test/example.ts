import { useChat } from '@ai-sdk/react'
import { loadMessages, ThreadkeepChatTransport } from '@threadkeep/ai-sdk'
import { createThreadkeepClient } from '@threadkeep/client'

const token = async () => 'a token of your identity provider'
const client = createThreadkeepClient({ url: '/trpc', token })
const transport = new ThreadkeepChatTransport({ client })
const { id } = await client.conversation.start.mutate({ title: 'Travel plans' })
const messages = await loadMessages(client, id)

export const useConversation = () => useChat({ id, messages, transport, resume: true })
