import { MemorySession, user } from '@openai/agents'
import type { Subject } from './history.ts'

export const memorySession: Subject = {
  name: 'MemorySession',
  usesRedis: false,
  async open({ session }) {
    const history = new MemorySession({ sessionId: session })
    return {
      async append(texts, operationId) {
        const items = texts.map((text) => user(text))
        const transaction = { type: 'append_items' as const, items }
        await history.applyHistoryTransaction({ operationId, transaction })
      },
      async newest(count) {
        const items = await history.getItems(count)
        return items.map((item) => ('content' in item ? textOf(item.content) : ''))
      },
      close: async () => {},
    }
  },
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part) => String(part?.text ?? '')).join('')
}
