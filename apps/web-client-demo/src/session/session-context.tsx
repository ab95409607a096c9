import { ERRORS } from '@threadkeep/shared'
import { createContext, type ReactNode, useContext, useState } from 'react'
import { loadSession, type Session, saveSession } from './session.ts'

interface SessionState {
  session: Session | undefined
  /** Why the last session ended, when the user did not end it. */
  notice: string | undefined
  signIn(session: Session): void
  signOut(): void
  /** The API no longer accepts this session. */
  expire(): void
}

const SessionContext = createContext<SessionState | undefined>(undefined)

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState(loadSession)
  const [notice, setNotice] = useState<string>()

  function change(next: Session | undefined, reason?: string) {
    saveSession(next)
    setSession(next)
    setNotice(reason)
  }

  const state: SessionState = {
    session,
    notice,
    signIn: change,
    signOut: () => change(undefined),
    expire: () => change(undefined, ERRORS.UNAUTHENTICATED.message),
  }
  return <SessionContext value={state}>{children}</SessionContext>
}

export function useSession(): SessionState {
  const state = useContext(SessionContext)
  if (!state) throw new Error('useSession needs a SessionProvider around it')
  return state
}
