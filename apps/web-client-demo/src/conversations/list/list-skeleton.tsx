/** The shape of what is coming. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading conversations" className="space-y-1 px-2">
      {['w-2/3', 'w-1/2', 'w-3/5', 'w-2/5', 'w-4/5', 'w-1/3'].map((width) => (
        <div key={width} className="flex h-18 flex-col justify-center gap-2.5 px-3">
          <div className={`h-3 animate-pulse rounded bg-sunken ${width}`} />
          <div className="h-2.5 w-4/5 animate-pulse rounded bg-sunken" />
        </div>
      ))}
    </div>
  )
}
