import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { startRedis } from '@threadkeep/store/testing'
import { streamText } from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { withApi } from '../api.ts'
import { type Connected, connect } from './resumable-stream.ts'

const WORDS = 60
const EVERY_MS = 50

/** The route that the AI SDK's documentation shows, with and without the request's signal. */
export async function aiSdk(): Promise<string> {
  await using redis = await startRedis()
  await using context = await connect(redis.url)
  const without = await tryRoute(context, { passSignal: false })
  const given = await tryRoute(context, { passSignal: true })
  return `without the request's signal: ${without}; with it: ${given}`
}

async function tryRoute(
  context: Connected,
  { passSignal }: { passSignal: boolean },
): Promise<string> {
  const id = randomUUID()
  const request = new AbortController()
  const model = slowModel()
  const result = streamText({
    model: model.languageModel,
    prompt: 'Where to?',
    ...(passSignal ? { abortSignal: request.signal } : {}),
  })
  const response = result.toUIMessageStreamResponse({
    async consumeSseStream({ stream }) {
      await context.createNewResumableStream(id, () => stream)
    },
  })
  const reader = response.body?.getReader()
  await reader?.read()
  await delay(5 * EVERY_MS)
  // The page is reloaded: its request ends.
  request.abort()
  await reader?.cancel()
  const resumed = await context.resumeExistingStream(id)
  const text = await readSome(resumed, 10 * EVERY_MS)
  const saidBefore = model.said()
  // The user presses stop: all that a page can do is to leave the resumed stream.
  await delay(10 * EVERY_MS)
  const goesOn = model.said() > saidBefore
  const isResumed = text.includes('word') && model.said() > 10
  return `${isResumed ? 'resumed after a reload' : 'a reload ends the reply'}, ${
    goesOn ? 'leaving does not stop the model' : 'leaving stops the model'
  }`
}

function slowModel() {
  let said = 0
  const languageModel = new MockLanguageModelV4({
    doStream: async ({ abortSignal }) => ({
      stream: new ReadableStream({
        async start(controller) {
          controller.enqueue({ type: 'text-start', id: 't' })
          while (said < WORDS && !abortSignal?.aborted) {
            await delay(EVERY_MS)
            said += 1
            controller.enqueue({ type: 'text-delta', id: 't', delta: `word ${said} ` })
          }
          controller.close()
        },
      }),
    }),
  })
  return { languageModel, said: () => said }
}

async function readSome(
  stream: ReadableStream<string> | null | undefined,
  ms: number,
): Promise<string> {
  const reader = stream?.getReader()
  let text = ''
  const end = delay(ms)
  for (;;) {
    const piece = await Promise.race([reader?.read(), end])
    if (piece === undefined || piece.done) break
    text += piece.value
  }
  await reader?.cancel()
  return text
}

/** By REST: the reply is left, resumed where it was left, and stopped. */
export async function threadkeep(): Promise<string> {
  await using redis = await startRedis()
  return await withApi({ REDIS_URL: redis.url, ECHO_DELAY_MS: String(EVERY_MS) }, async (api) => {
    const { id } = await api.post('/api/chat/start', {})
    const text = Array.from({ length: WORDS }, (_, n) => `word${n}`).join(' ')
    await api.post('/api/chat/send', {
      conversationId: id,
      content: { type: 'text', text },
      wait: false,
    })
    const events = `/api/chat/conversation/${id}/events`
    const first = await api.events(events, { until: /event: delta/ })
    const second = await api.events(events, { until: /word9 /, lastEventId: first.lastEventId })
    const isResumed = second.text.includes('event: delta')
    await api.post('/api/chat/stop', { conversationId: id })
    const page = `/api/chat/conversation/${id}/messages?limit=10`
    let [, reply] = (await api.get(page)).items
    while (reply === undefined) {
      await delay(EVERY_MS)
      reply = (await api.get(page)).items[1]
    }
    const words = String(reply.content?.text ?? '').split(' ').length
    const kept = `${words} of ${WORDS + 2} words are kept, as \`${reply.metadata?.finishReason}\``
    return `${isResumed ? 'resumed after a reload' : 'not resumed'}, and stopped: ${kept}`
  })
}
