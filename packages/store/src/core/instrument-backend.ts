import type { StoreHealth } from '@threadkeep/shared'
import { LRUCache } from 'lru-cache'
import type { OwnerBackend, StoreBackend } from '../backend.ts'
import { isStoreError, StoreUnavailableError } from '../errors.ts'
import type { StoreEvent, StoreObserver } from '../store-events.ts'

/**
 * Owner backends are cached: making one for every request would be a tenth of an append's allocations.
 * Few, because one that is forgotten only after seconds has been moved to the old generation, whose
 * memory is returned late: with thousands of watches that was a quarter of what each cost.
 */
const REMEMBERED_OWNERS = 100

type Outcome = Extract<StoreEvent, { type: 'operation' }>['outcome']
type Run = <Result>(operation: string, call: () => Promise<Result>) => Promise<Result>

/**
 * The same backend, which reports every operation to `observe` and rejects operations after close.
 */
export function instrumentBackend(backend: StoreBackend, observe: StoreObserver): StoreBackend {
  let closed = false
  const owners = new LRUCache<string, OwnerBackend>({ max: REMEMBERED_OWNERS })

  const run: Run = async (operation, call) => {
    if (closed) throw new StoreUnavailableError('not_applied', 'the store is closed')
    const started = performance.now()
    let outcome: Outcome = 'INTERNAL'
    try {
      const result = await call()
      outcome = isReplay(result) ? 'replayed' : 'ok'
      return result
    } catch (error) {
      if (isStoreError(error)) outcome = error.reason
      throw error
    } finally {
      observe({ type: 'operation', operation, outcome, ms: performance.now() - started })
    }
  }

  return {
    kind: backend.kind,
    forOwner(ownerKey) {
      const known = owners.get(ownerKey)
      if (known !== undefined) return known
      const owner = observeOwner(backend.forOwner(ownerKey), run)
      owners.set(ownerKey, owner)
      return owner
    },
    subscribe: (ownerKey, listener) => backend.subscribe(ownerKey, listener),
    async health() {
      return closed ? closedReport() : backend.health()
    },
    async close() {
      if (closed) return
      closed = true
      await backend.close()
    },
  }
}

function closedReport(): StoreHealth {
  return {
    status: 'unhealthy',
    latencyMs: null,
    checkedAt: new Date().toISOString(),
    server: null,
    warnings: [],
  }
}

function observeOwner(backend: OwnerBackend, run: Run): OwnerBackend {
  return {
    start: (command) => run('start', () => backend.start(command)),
    get: (id) => run('get', () => backend.get(id)),
    append: (command) => run('append', () => backend.append(command)),
    getAppendResult: (id, key) => run('getAppendResult', () => backend.getAppendResult(id, key)),
    messages: (query) => run('messages', () => backend.messages(query)),
    list: (query) => run('list', () => backend.list(query)),
    update: (command) => run('update', () => backend.update(command)),
    findByExternalId: (id) => run('findByExternalId', () => backend.findByExternalId(id)),
    delete: (command) => run('delete', () => backend.delete(command)),
    truncate: (command) => run('truncate', () => backend.truncate(command)),
    redact: (command) => run('redact', () => backend.redact(command)),
    regenerate: (command) => run('regenerate', () => backend.regenerate(command)),
    writePieces: (command) => run('writePieces', () => backend.writePieces(command)),
    endRun: (command) => run('endRun', () => backend.endRun(command)),
    finishRun: (command) => run('finishRun', () => backend.finishRun(command)),
    learn: (command) => run('learn', () => backend.learn(command)),
    stopRun: (id) => run('stopRun', () => backend.stopRun(id)),
    takeOverRun: (command) => run('takeOverRun', () => backend.takeOverRun(command)),
    sync: (query) => run('sync', () => backend.sync(query)),
    changesSince: (since, limit) => run('changesSince', () => backend.changesSince(since, limit)),
    eraseBatch: () => run('eraseBatch', () => backend.eraseBatch()),
  }
}

function isReplay(result: unknown): boolean {
  return (
    typeof result === 'object' &&
    result !== null &&
    'replayed' in result &&
    result.replayed === true
  )
}
