import { QueryClientProvider } from '@tanstack/react-query'
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import type { Session } from '../session/session.ts'
import type { Connectivity } from './connectivity.ts'
import { type Client, createClient } from './create-client.ts'

export type { Client }

const ClientContext = createContext<Client | undefined>(undefined)

interface ClientProviderProps {
  session: Session
  onSignInRequired(): void
  children: ReactNode
}

/** Give it a key per session: a client is made once and belongs to one user. */
export function ClientProvider({ session, onSignInRequired, children }: ClientProviderProps) {
  const [client] = useState(() => createClient(session, onSignInRequired))
  useEffect(() => client.start(), [client])
  return <ClientScope client={client}>{children}</ClientScope>
}

export function ClientScope({ client, children }: { client: Client; children: ReactNode }) {
  return (
    <QueryClientProvider client={client.queryClient}>
      <ClientContext value={client}>{children}</ClientContext>
    </QueryClientProvider>
  )
}

export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('useClient needs a ClientProvider around it')
  return client
}

export function useConnectivity(): Connectivity {
  const { connectivity } = useClient()
  return useSyncExternalStore(connectivity.subscribe, connectivity.getSnapshot)
}
