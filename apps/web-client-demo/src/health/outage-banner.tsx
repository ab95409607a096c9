import { ERRORS } from '@threadkeep/shared'
import { CloudOff } from 'lucide-react'
import { useClient, useConnectivity } from '../client/client-context.tsx'
import type { OutageKind } from '../client/connectivity.ts'
import { Button } from '../ui/button.tsx'
import { useNow } from '../ui/hooks/use-now.ts'

const WORDS: Record<OutageKind, string> = {
  store: ERRORS.STORE_UNAVAILABLE.message.split('. ')[0] ?? '',
  token_keys: 'Sign-in cannot be verified at the moment',
  server: 'The server cannot be reached',
  offline: 'You are offline',
}

/** The one place that speaks of an outage. Everything below it stays as it was, and usable. */
export function OutageBanner() {
  const { outage } = useConnectivity()
  if (!outage) return null
  return <Banner kind={outage.kind} retryAt={outage.retryAt} />
}

function Banner({ kind, retryAt }: { kind: OutageKind; retryAt: number }) {
  const { connectivity } = useClient()
  const { checking } = useConnectivity()
  const seconds = Math.max(0, Math.ceil((retryAt - useNow(250)) / 1000))
  return (
    <section
      aria-label="Outage"
      className="flex items-center gap-3 border-b border-warn-line bg-warn-surface px-4 py-2 text-[0.8125rem] leading-snug text-warn-ink md:text-sm"
    >
      <CloudOff size={17} className="shrink-0" aria-hidden />
      <div className="flex grow flex-wrap gap-x-3">
        <p role="alert" className="font-medium">
          {WORDS[kind]}.
        </p>
        <p>
          What you write is kept.{' '}
          {/* Not read out: a screen reader would count along every second. */}
          <span aria-hidden>{seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again…'}</span>
        </p>
      </div>
      <Button
        variant="secondary"
        size="small"
        className="shrink-0"
        disabled={checking}
        onClick={connectivity.checkNow}
      >
        Try now
      </Button>
    </section>
  )
}
