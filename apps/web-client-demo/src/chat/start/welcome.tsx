import { MessagesSquare } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'

const PROMPTS = ['What can you do for me?', 'Help me plan a day off']

interface WelcomeProps {
  isBusy: boolean
  onPrompt(text: string): void
}

/** What this is, in three lines, and two things to try. */
export function Welcome({ isBusy, onPrompt }: WelcomeProps) {
  return (
    <EmptyState icon={MessagesSquare} title="What is on your mind?">
      <p>What you write is stored before it is replied to.</p>
      <p>Nothing is lost when you close this page, and nothing is sent twice.</p>
      <p>Open it in another tab: both show the same, as it is written.</p>
      <div className="mt-5 flex flex-wrap justify-center gap-2">
        {PROMPTS.map((prompt) => (
          <Button key={prompt} size="small" disabled={isBusy} onClick={() => onPrompt(prompt)}>
            {prompt}
          </Button>
        ))}
      </div>
    </EmptyState>
  )
}
