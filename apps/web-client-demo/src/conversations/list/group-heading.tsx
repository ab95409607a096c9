import { PINNED } from './list-groups.ts'

interface GroupHeadingProps {
  title: string
  /** The list is loaded to its end. */
  isWhole: boolean
}

export function GroupHeading({ title, isWhole }: GroupHeadingProps) {
  return (
    <>
      <h2 className="px-3 pt-2 pb-1 text-xs font-semibold text-muted">{title}</h2>
      {title === PINNED && !isWhole && (
        <p className="px-3 pb-1 text-xs text-muted">
          Pins further down join these once they are loaded.
        </p>
      )}
    </>
  )
}
