import { completion, startFakeModel } from '@threadkeep/agents/testing'
import { z } from 'zod'
import { createGate, type Gate } from './gate.ts'

/**
 * A model that repeats what it is asked, word by word, and stops where a test wants to meet the reply
 * in the middle: on a machine however slow it is there until the test lets it go on.
 */
export interface PacedModel {
  /** For the API that asks it. */
  readonly settings: Readonly<Record<string, string>>
  /** It goes on with what it is saying, up to this word. */
  holdAt(word: string): void
  /** It closes the connection of every request. */
  goDown(): void
  /** It says everything, now and later. */
  goOn(): void
  stop(): Promise<void>
}

const RequestSchema = z.object({ messages: z.array(z.object({ content: z.unknown() })) })

export async function startPacedModel(): Promise<PacedModel> {
  let isDown = false
  let hold: { word: string; gate: Gate } | undefined
  const model = await startFakeModel((exchange) => {
    if (isDown) return exchange.cut()
    const { messages } = RequestSchema.parse(JSON.parse(exchange.request.body))
    const words = `You said: ${String(messages.at(-1)?.content)}`.split(/(?<=\s)(?=\S)/)
    let isLeft = false
    const left = exchange.request.closed.then(() => {
      isLeft = true
    })
    async function before(index: number) {
      // The word is on its way before the model waits. Let go, it may be held again further on.
      while (hold && !isLeft && words[index - 1]?.trimEnd() === hold.word) {
        await Promise.race([hold.gate.passed, left])
      }
    }
    return completion(words, { before })(exchange)
  })
  const goOn = () => {
    isDown = false
    hold?.gate.open()
    hold = undefined
  }
  return {
    settings: { OPENAI_BASE_URL: model.baseUrl, OPENAI_API_KEY: 'none', OPENAI_MODEL: 'paced' },
    holdAt(word) {
      goOn()
      hold = { word, gate: createGate() }
    },
    goDown() {
      isDown = true
    },
    goOn,
    async stop() {
      await model[Symbol.asyncDispose]()
    },
  }
}
