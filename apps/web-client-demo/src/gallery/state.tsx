import type { ReactNode } from 'react'

export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="space-y-4">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </section>
  )
}

/** One state of a component, under its name. */
export function State({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="space-y-2">
      <h3 className="text-xs font-medium text-muted">{name}</h3>
      <div className="rounded-xl border border-line bg-surface p-4">{children}</div>
    </div>
  )
}
