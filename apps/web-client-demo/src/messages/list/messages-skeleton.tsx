export function MessagesSkeleton() {
  return (
    <div role="status" aria-label="Loading messages" className="flex flex-col gap-5">
      <div className="h-10 w-2/5 animate-pulse self-end rounded-2xl bg-sunken" />
      <div className="h-16 w-3/5 animate-pulse rounded-2xl bg-sunken" />
      <div className="h-10 w-1/3 animate-pulse self-end rounded-2xl bg-sunken" />
      <div className="h-10 w-1/2 animate-pulse rounded-2xl bg-sunken" />
    </div>
  )
}
