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
      <p>What you write is stored at once.</p>
      <p>A closed page or a lost network loses nothing.</p>
      <p>Other tabs show the same, as it is written.</p>
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
