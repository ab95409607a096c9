import { RotateCw, TriangleAlert } from 'lucide-react'
import { describeError } from '../errors.ts'
import { Button } from './button.tsx'

interface ErrorPanelProps {
  error: unknown
  onRetry(): void
}

/** Shown in place of data that could not be read, so that an error never looks like an empty list. */
export function ErrorPanel({ error, onRetry }: ErrorPanelProps) {
  return (
    <div role="alert" className="m-auto flex flex-col items-center gap-3 px-6 py-10 text-center">
      <TriangleAlert className="text-bad" size={28} aria-hidden />
      <p className="max-w-sm text-sm text-pretty text-muted">{describeError(error)}</p>
      <Button onClick={onRetry}>
        <RotateCw size={15} aria-hidden /> Try again
      </Button>
    </div>
  )
}
