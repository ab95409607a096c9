import { lazy, Suspense, useState } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { loadMarkdown } from '../markdown/load-markdown.ts'
import { foldText } from './fold-text.ts'

const Markdown = lazy(() => loadMarkdown().then(({ Markdown: view }) => ({ default: view })))

/** Markdown, and its plain text while that loads and where it cannot be drawn. */
export function AssistantText({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false)
  const folded = foldText(text)
  const shown = isOpen ? text : folded
  return (
    <>
      <ErrorBoundary fallback={<span>{shown}</span>} resetKeys={[shown]}>
        <Suspense fallback={<span>{shown}</span>}>
          <Markdown text={shown} />
        </Suspense>
      </ErrorBoundary>
      {folded !== text && (
        <button
          type="button"
          aria-expanded={isOpen}
          className="mt-2 block text-sm font-medium text-accent underline underline-offset-2"
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Show less' : 'Show all'}
        </button>
      )}
    </>
  )
}
