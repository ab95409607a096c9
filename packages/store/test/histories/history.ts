import type { Message } from '@threadkeep/shared'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import type { Change } from './changes.ts'
import type { History, HistoryContext } from './history-context.ts'
import { createMessageChanges } from './message-changes.ts'
import { createRunChanges } from './run-changes.ts'

export async function startHistory(mine: OwnerConversations): Promise<History> {
  const { id } = (await mine.start()).conversation
  const history: History = {
    mine,
    id,
    messages: [],
    revision: 1,
    removals: 0,
    run: null,
    messagesAt: new Map([[1, []]]),
    make,
  }
  const context: HistoryContext = { history, remembered: [], keys: 0, stored }
  const { append, repeat, redact } = createMessageChanges(context)
  const { begin, regenerate, say, finish, handOver, again } = createRunChanges(context)
  return history

  async function make(change: Change): Promise<void> {
    const { messages, run } = history
    const count = messages.length
    const isRunning = run?.run.status === 'running'
    const at = 'at' in change ? change.at % Math.max(count, 1) : 0
    switch (change.type) {
      case 'append':
        return append(change.count)
      case 'replace':
        if (!isRunning && count > 0) await append(change.count, at + 1)
        return
      case 'repeat':
        return repeat(change.which)
      case 'truncate': {
        if (isRunning || at >= count) return
        const { revision } = await mine.truncate(id, { afterSeq: at })
        return stored(revision, messages.slice(0, at))
      }
      case 'redact':
        for (let seq = at + 1; seq <= Math.min(at + change.count, count); seq++) await redact(seq)
        return
      case 'begin':
        if (!isRunning) await begin()
        return
      case 'edit':
        if (!isRunning && messages[at]?.role === 'user') await begin(at + 1)
        return
      case 'regenerate':
        if (!isRunning && messages.some(({ role }) => role === 'user')) await regenerate()
        return
      case 'say':
        if (isRunning) await say(change.words)
        return
      case 'finish':
        if (isRunning) await finish(change)
        return
      case 'hand over':
        if (isRunning) await handOver(change.mode)
        return
      case 'again':
        return again()
      case 'rename': {
        const { revision } = await mine.update(id, { title: `title ${history.revision}` })
        return stored(revision, messages)
      }
    }
  }

  function stored(revision: number, messages: Message[]): void {
    if (messages !== history.messages && isCut(messages)) {
      history.removals += 1
      if (!messages.some((message) => message.id === history.run?.run.id)) history.run = null
    }
    history.revision = revision
    history.messages = messages
    history.messagesAt.set(revision, messages)
  }

  function isCut(messages: Message[]): boolean {
    return history.messages.some((message, index) => messages[index]?.id !== message.id)
  }
}
