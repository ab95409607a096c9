import { useNavigate } from '@tanstack/react-router'
import { Check, ChevronsUpDown, LogOut } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { Avatar } from '../ui/avatar.tsx'
import { useLandmark } from '../ui/hooks/use-landmark.ts'
import { MENU_CONTENT, MENU_ITEM, MENU_LABEL, MENU_SEPARATOR } from '../ui/menu-styles.ts'
import { DEMO_TENANTS } from './demo-users.ts'
import { PersonLabel } from './person-label.tsx'
import type { Session } from './session.ts'
import { useSession } from './session-context.tsx'

/** The user who is signed in, and a way to change users. */
export function UserMenu({ session }: { session: Session }) {
  const { signIn, signOut } = useSession()
  const navigate = useNavigate()
  const { trigger, landmark, onOpenChange } = useLandmark()

  async function become(next: Session) {
    // The open conversation belongs to the user who signs out.
    await navigate({ to: '/' })
    signIn(next)
  }

  return (
    <DropdownMenu.Root modal={false} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger
        ref={trigger}
        className="flex min-w-0 grow items-center gap-3 rounded-xl p-1.5 text-left transition-colors hover:bg-hover data-[state=open]:bg-hover"
      >
        <PersonLabel session={session} />
        <span className="sr-only">switch user</span>
        <ChevronsUpDown className="mr-1 shrink-0 text-muted" size={15} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={landmark}>
        <DropdownMenu.Content align="start" sideOffset={6} className={MENU_CONTENT}>
          {session.kind === 'demo' &&
            DEMO_TENANTS.map((tenant) => (
              <DropdownMenu.Group key={tenant.tenantId} aria-label={tenant.name}>
                <DropdownMenu.Label className={MENU_LABEL}>{tenant.name}</DropdownMenu.Label>
                {tenant.users.map(({ userId, name }) => {
                  const isCurrent =
                    session.tenantId === tenant.tenantId && session.userId === userId
                  return (
                    <DropdownMenu.Item
                      key={userId}
                      className={MENU_ITEM}
                      disabled={isCurrent}
                      onSelect={() =>
                        void become({ kind: 'demo', tenantId: tenant.tenantId, userId })
                      }
                    >
                      <Avatar name={name} tenant={tenant.name} />
                      <span className="grow">
                        {name} <span className="sr-only">at {tenant.name}</span>
                      </span>
                      {isCurrent && <Check size={16} aria-label="signed in" />}
                    </DropdownMenu.Item>
                  )
                })}
              </DropdownMenu.Group>
            ))}
          <DropdownMenu.Separator className={MENU_SEPARATOR} />
          <DropdownMenu.Item className={MENU_ITEM} onSelect={signOut}>
            <LogOut size={16} aria-hidden /> Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
