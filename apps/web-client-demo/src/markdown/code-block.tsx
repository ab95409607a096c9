import { lazy, Suspense } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { CopyButton } from '../ui/copy-button.tsx'

/** The highlighter is large and most messages hold no code: it loads with the first that does. */
const HighlightedCode = lazy(() =>
  import('./highlighted-code.tsx').then(({ HighlightedCode: code }) => ({ default: code })),
)

interface CodeBlockProps {
  text: string
  language: string | undefined
}

export function CodeBlock({ text, language }: CodeBlockProps) {
  return (
    <figure className="markdown-block">
      <figcaption>
        <span>{language ?? 'text'}</span>
        <CopyButton text={text} label="Copy code" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: so that the keyboard can scroll it. */}
      <pre dir="ltr" tabIndex={0}>
        <code>
          {language === undefined ? (
            text
          ) : (
            <ErrorBoundary fallback={text}>
              <Suspense fallback={text}>
                <HighlightedCode text={text} language={language} />
              </Suspense>
            </ErrorBoundary>
          )}
        </code>
      </pre>
    </figure>
  )
}
