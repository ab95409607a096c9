import type { RejectionKind } from './breaker.ts'
import { errorLabel } from './classify-error.ts'

/**
 * The kind of a rejection: which later calls it concerns. TRYAGAIN and NOPERM have none, because
 * they concern some keys or one command, not a node.
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
