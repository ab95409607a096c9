import type { Status } from '@threadkeep/shared'
import type { TakeOverMode } from '../../src/conversation-runs.ts'
import type { Ended } from './operations.ts'
import {
  type ModelMessage,
  type ModelRun,
  type Outcome,
  type Remembered,
  withoutReplayed,
} from './state.ts'

/** One conversation and its runs, as plainly as it can be said. Nothing expires. */
export function createRunModel(greetingToken?: string) {
  let messages: ModelMessage[] = []
  let status: Status = 'active'
  let run: ModelRun | undefined
  let registrations = 0
  const appends = new Map<string, Remembered>()
  const changes = new Set<string>()
  const regenerated = new Map<string, { seq: number; isRemoved: boolean }>()

  function view() {
    return {
      messages: messages.map(({ role, words }) => ({ role, words })),
      status,
      run: run === undefined ? null : { seq: run.seq, status: run.status, attempt: run.attempt },
    }
  }

  function store(added: ModelMessage[], key?: string, replaces?: number): [number, number] {
    const seqs: [number, number] = [messages.length + 1, messages.length + added.length]
    messages.push(...added.map((message) => ({ ...message })))
    if (key !== undefined) {
      appends.set(key, { payload: JSON.stringify([added, replaces]), seqs, isRemoved: false })
    }
    return seqs
  }

  function truncateTo(afterSeq: number): void {
    if (afterSeq >= messages.length) return
    messages = messages.slice(0, afterSeq)
    for (const append of appends.values()) {
      if (append.seqs[1] > afterSeq) append.isRemoved = true
    }
    for (const each of regenerated.values()) each.isRemoved ||= each.seq > afterSeq
    if (run !== undefined && run.seq > afterSeq) run = undefined
  }

  function replay(added: ModelMessage[], key?: string, replaces?: number): Outcome | undefined {
    const known = key === undefined ? undefined : appends.get(key)
    if (known === undefined) return undefined
    if (known.isRemoved) return 'MESSAGES_REMOVED'
    const isSame = known.payload === '' || known.payload === JSON.stringify([added, replaces])
    if (!isSame) return 'IDEMPOTENCY_KEY_REUSED'
    return { seq: known.seqs[0], replayed: true }
  }

  function register(seq: number, token: string): void {
    run = {
      seq,
      status: 'running',
      attempt: 1,
      token,
      isOrphaned: false,
      isStopping: false,
      pieces: [],
      registration: registrations++,
    }
  }

  if (greetingToken !== undefined) register(0, greetingToken)

  const isRunning = () => run?.status === 'running'
  const held = (token: string) => (isRunning() && run?.token === token ? run : undefined)

  return {
    view,
    runHeldBy: held,

    begin(
      words: string,
      key: string | undefined,
      replaces: number | undefined,
      token: string,
    ): Outcome {
      const added: ModelMessage[] = [{ role: 'user', words }]
      const known = replay(added, key, replaces)
      if (known !== undefined) return known
      if (status !== 'active') return 'CONVERSATION_NOT_ACTIVE'
      if (isRunning()) return 'RUN_IN_PROGRESS'
      if (replaces !== undefined) {
        if (messages[replaces - 1]?.role !== 'user') return 'MESSAGE_NOT_FOUND'
        truncateTo(replaces - 1)
      }
      const [seq] = store(added, key, replaces)
      register(seq, token)
      return { seq, replayed: false }
    },

    regenerate(key: string | undefined, token: string): Outcome {
      const known = regenerated.get(key ?? '')
      if (known?.isRemoved) return 'MESSAGES_REMOVED'
      if (known !== undefined) return { seq: known.seq, replayed: true }
      if (status !== 'active') return 'CONVERSATION_NOT_ACTIVE'
      if (isRunning()) return 'RUN_IN_PROGRESS'
      const seq = messages.findLastIndex(({ role }) => role === 'user') + 1
      if (seq === 0) return 'MESSAGE_NOT_FOUND'
      truncateTo(seq)
      register(seq, token)
      if (key !== undefined) regenerated.set(key, { seq, isRemoved: false })
      return { seq, replayed: false }
    },

    /** `before`: how many pieces this lease has written. */
    write(token: string, before: number, pieces: string[]): Outcome {
      const mine = held(token)
      if (mine === undefined) return { result: 'lost' }
      mine.pieces.push(...pieces.slice(Math.max(mine.pieces.length - before, 0)))
      mine.isOrphaned = false
      return { result: mine.isStopping ? 'stop' : 'written' }
    },

    giveBack(token: string): void {
      const mine = held(token)
      if (mine !== undefined) mine.isOrphaned = true
    },

    finish(token: string, registration: number, ended: Ended, replies: string[]): Outcome {
      const added = replies.map((words): ModelMessage => ({ role: 'assistant', words }))
      const key = `reply ${registration} ${token}`
      if (added.length > 0) {
        const known = replay(added, key)
        if (known !== undefined) return withoutReplayed(known)
      }
      const mine = held(token)
      if (mine === undefined) return null
      mine.status = ended
      if (added.length === 0) return { seq: 0 }
      return { seq: store(added, key)[0] }
    },

    takeOver(ofTurn: TakeOverMode, ofGreeting: TakeOverMode, token: string): Outcome {
      if (run === undefined) return null
      const mode = run.seq === 0 ? ofGreeting : ofTurn
      const isFailed = run.status === 'failed' && run.seq === messages.length
      if (!(mode === 'again' ? isFailed : isRunning() && run.isOrphaned)) return null
      const restarts = mode === 'again' || (mode === 'restart' && !run.isStopping)
      if (mode === 'again') Object.assign(run, { status: 'running', isStopping: false })
      Object.assign(run, { token, isOrphaned: false })
      if (restarts) Object.assign(run, { attempt: run.attempt + 1, pieces: [] })
      return { said: [...run.pieces], attempt: run.attempt }
    },

    stop(): Outcome {
      if (run === undefined || !isRunning()) return null
      run.isStopping = true
      return { orphaned: run.isOrphaned }
    },

    append(key: string | undefined, replaces: number | undefined): Outcome {
      const added: ModelMessage[] = [{ role: 'assistant', words: 'appended' }]
      const known = replay(added, key, replaces)
      if (known !== undefined) return known
      if (status !== 'active') return 'CONVERSATION_NOT_ACTIVE'
      if (replaces !== undefined) {
        if (isRunning()) return 'RUN_IN_PROGRESS'
        if (messages[replaces - 1] === undefined) return 'MESSAGE_NOT_FOUND'
        truncateTo(replaces - 1)
      }
      return { seq: store(added, key, replaces)[0], replayed: false }
    },

    truncate(afterSeq: number, key: string | undefined): Outcome {
      const change = `truncate ${afterSeq} ${key}`
      if (key !== undefined && changes.has(change)) return { count: messages.length }
      if (isRunning()) return 'RUN_IN_PROGRESS'
      if (key !== undefined) changes.add(change)
      truncateTo(afterSeq)
      return { count: messages.length }
    },

    redact(seq: number): Outcome {
      const message = messages[seq - 1]
      if (message === undefined) return 'MESSAGE_NOT_FOUND'
      if (message.words !== '') {
        message.words = ''
        for (const append of appends.values()) {
          const [first, last] = append.seqs
          if (!append.isRemoved && first <= seq && seq <= last) append.payload = ''
        }
      }
      return { seq }
    },

    setStatus(next: Status): Outcome {
      status = next
      return { status }
    },
  }
}
