import { Plus } from 'lucide-react'
import { ClosedNotice } from '../chat/closed-notice.tsx'
import { Welcome } from '../chat/start/welcome.tsx'
import { StatusButton } from '../chat/status-button.tsx'
import { ClientScope, useClient } from '../client/client-context.tsx'
import { WrongServerError } from '../errors.ts'
import { HealthBadge } from '../health/health-badge.tsx'
import { OutageBanner } from '../health/outage-banner.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { StatusLabel } from '../ui/status-label.tsx'
import { TextButton } from '../ui/text-button.tsx'
import { CONVERSATION, connectivityOf } from './samples.ts'
import { Group, State } from './state.tsx'

const VARIANTS = ['primary', 'secondary', 'quiet', 'danger'] as const
const STATUSES = ['active', 'completed', 'archived'] as const
const OUTAGES = [undefined, 'store', 'token_keys', 'server', 'offline'] as const

export function PartStates() {
  const client = useClient()
  return (
    <Group title="Parts">
      {VARIANTS.map((variant) => (
        <State key={variant} name={`Button, ${variant}`}>
          <div className="flex flex-wrap items-center gap-3">
            <Button variant={variant}>Send</Button>
            <Button variant={variant} size="small">
              Send
            </Button>
            <Button variant={variant} size="icon" aria-label="Add">
              <Plus size={17} aria-hidden />
            </Button>
            <Button variant={variant} disabled>
              Send
            </Button>
          </div>
        </State>
      ))}
      <State name="Buttons in a line">
        <TextButton>Try again</TextButton> <CopyButton text="copied" label="Copy" />
      </State>
      {OUTAGES.map((kind) => {
        const connectivity = connectivityOf(kind)
        const monitor = { ...client.connectivity, getSnapshot: () => connectivity }
        return (
          <State key={kind ?? 'none'} name={`Outage: ${kind ?? 'none'}`}>
            <ClientScope client={{ ...client, connectivity: monitor }}>
              <OutageBanner />
              <HealthBadge />
            </ClientScope>
          </State>
        )
      })}
      {STATUSES.map((status) => (
        <State key={status} name={`A conversation, ${status}`}>
          <StatusLabel status={status} />
          <StatusButton conversation={{ ...CONVERSATION, status }} />
          {status !== 'active' && <ClosedNotice conversation={{ ...CONVERSATION, status }} />}
        </State>
      ))}
      <State name="A first visit">
        <Welcome isBusy={false} onPrompt={() => {}} />
      </State>
      <State name="What could not be read">
        <ErrorPanel error={new WrongServerError()} onRetry={() => {}} />
      </State>
    </Group>
  )
}
