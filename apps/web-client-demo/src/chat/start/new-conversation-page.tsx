import { BackToList } from '../../conversations/back-to-list.tsx'
import { useDocumentTitle } from '../../ui/hooks/use-document-title.ts'
import { Composer } from '../composer.tsx'
import { NEW_DRAFT, useStartConversation } from './use-start-conversation.ts'
import { Welcome } from './welcome.tsx'

export function NewConversationPage() {
  const { start, isStarting } = useStartConversation()
  useDocumentTitle('New conversation')
  return (
    <section aria-label="Conversation" className="flex min-h-0 grow flex-col">
      <header className="flex h-16 shrink-0 items-center gap-2 border-b border-line px-3 md:px-5">
        <BackToList />
        <h1 className="text-[0.9375rem] font-semibold">New conversation</h1>
      </header>
      <div className="grid min-h-0 grow place-items-center overflow-y-auto">
        <Welcome isBusy={isStarting} onPrompt={start} />
      </div>
      <Composer draftKey={NEW_DRAFT} autoFocus isBusy={isStarting} onSend={start} />
    </section>
  )
}
