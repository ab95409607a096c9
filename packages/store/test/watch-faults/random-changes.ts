import { setTimeout as pause } from 'node:timers/promises'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { text } from '../../testing/conformance/support/samples.ts'

/** One change after the other. What is not acknowledged may have been made or not. */
export function changeUntilStopped(
  mine: OwnerConversations,
  id: string,
  random: () => number,
  tally: { changes: number },
): { stop(): Promise<void> } {
  let isStopped = false
  const working = (async () => {
    while (!isStopped) {
      try {
        await change(mine, id, random)
        tally.changes += 1
      } catch {
        await pause(50)
      }
    }
  })()
  return {
    async stop() {
      isStopped = true
      await working
    },
  }
}

async function change(mine: OwnerConversations, id: string, random: () => number): Promise<void> {
  const runs = mine.runs(id)
  const chance = random()
  if (chance < 0.25) {
    await mine.append(id, { messages: [text('appended')] })
    return
  }
  const { messageCount } = await mine.get(id)
  if (chance < 0.32 && messageCount > 4) {
    await mine.truncate(id, { afterSeq: Math.floor(random() * messageCount) })
    return
  }
  if (chance < 0.4 && messageCount > 0) {
    await mine.redact(id, 1 + Math.floor(random() * messageCount))
    return
  }
  const orphan = await runs.takeOver(random() < 0.5 ? 'restart' : 'keep')
  const lease = orphan ?? (await runs.begin({ content: { type: 'text', text: 'Hello' } })).lease
  if (lease === null) return
  let said = lease.said.map((piece) => (piece.type === 'text' ? piece.text : '')).join('')
  for (const word of ['So ', 'far ', 'so ', 'é😀'].slice(Math.floor(random() * 4))) {
    await lease.write([{ type: 'text', offset: said.length, text: word }])
    said += word
    // As an agent does, so that watchers read in between.
    await pause(random() * 10)
  }
  if (random() < 0.1) return await lease.giveBack()
  await lease.finish({
    status: random() < 0.8 ? 'completed' : 'stopped',
    messages: said === '' ? [] : [text(said, 'assistant')],
  })
}
