import { useConversation } from '../example.ts'
import { ChatView } from './chat-view.tsx'

export function ExamplePage() {
  return <ChatView chat={useConversation()} />
}
