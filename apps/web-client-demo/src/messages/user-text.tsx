import { lazy, Suspense } from 'react'
import { ErrorBoundary } from 'react-error-boundary'

/** Whatever is made a link begins so. Most messages have none: the library loads with the first. */
const MAY_HAVE_LINK = /https?:\/\/|www\./i

const LinkedText = lazy(() =>
  import('./linked-text.tsx').then(({ LinkedText: view }) => ({ default: view })),
)

/** What a person wrote is shown as they wrote it, with links that can be followed. */
export function UserText({ text }: { text: string }) {
  const plain = <span>{text}</span>
  if (!MAY_HAVE_LINK.test(text)) return plain
  return (
    <ErrorBoundary fallback={plain}>
      <Suspense fallback={plain}>
        <LinkedText text={text} />
      </Suspense>
    </ErrorBoundary>
  )
}
