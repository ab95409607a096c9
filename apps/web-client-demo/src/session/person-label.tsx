import { Avatar } from '../ui/avatar.tsx'
import { personOf } from './person.ts'
import type { Session } from './session.ts'

/** Who is signed in. */
export function PersonLabel({ session }: { session: Session }) {
  const { name, tenant } = personOf(session)
  return (
    <>
      <Avatar name={name} tenant={tenant} />
      <span className="min-w-0 grow leading-tight">
        <span className="block truncate text-sm font-semibold">{name}</span>
        <span className="block truncate text-xs text-muted">{tenant}</span>
      </span>
    </>
  )
}
