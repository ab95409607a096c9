import type { RejectionKind } from './breaker.ts'
import { errorLabel } from './classify-error.ts'

/**
 * What a rejection says of the calls to come. TRYAGAIN and NOPERM are missing: they concern some keys
 * or one command, not a node.
 */
const KINDS: Record<string, RejectionKind> = {
  LOADING: 'node',
  READONLY: 'node',
  MASTERDOWN: 'node',
  CLUSTERDOWN: 'node',
  BUSY: 'node',
  UNBLOCKED: 'node',
  NOAUTH: 'node',
  WRONGPASS: 'node',
  NOREPLICAS: 'writes',
  MISCONF: 'writes',
  OOM: 'growth',
}

export function rejectionKind(error: unknown): RejectionKind | undefined {
  const isUnreplicated = error instanceof Error && error.message.startsWith('Too few replicas')
  return isUnreplicated ? 'writes' : KINDS[errorLabel(error)]
}
