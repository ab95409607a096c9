import {
  completion,
  cutAfter,
  modelError,
  pieceEvent,
  rawStream,
  startFakeModel,
} from '@threadkeep/agents/testing'
import {
  asSent,
  COMMON,
  completed,
  failed,
  HEADERS,
  LONG,
  type Provider,
  type ProviderCase,
  QUOTING,
} from './provider-case.ts'
import { openAiVariables } from './variables.ts'

const STATUSES = [400, 401, 403, 404, 408, 409, 429, 500, 503]
const REPLY = ['canary-reply ', 'canary-text']
const refusal = { choices: [{ index: 0, delta: { refusal: 'canary' }, finish_reason: 'stop' }] }

export const OPENAI_CASES: ProviderCase[] = [
  ...COMMON,
  ...STATUSES.map((status) => failed(String(status), modelError(status, QUOTING, HEADERS))),
  failed('a quota', modelError(429, { ...QUOTING, code: 'insufficient_quota' })),
  failed('no JSON', rawStream('data: canary-text\n\n')),
  failed('no object', rawStream('data: null\n\n')),
  failed('an error event', rawStream(`data: ${JSON.stringify({ error: QUOTING })}\n\n`)),
  failed('an end too soon', rawStream(pieceEvent('canary-text'))),
  failed('a cut in mid-stream', cutAfter(600, completion([LONG]))),
  ...asSent(completion(REPLY), completion(REPLY, { lineEnd: '\r\n' })),
  completed('length', completion(REPLY, { finishReason: 'length' })),
  completed('a content filter', completion(REPLY, { finishReason: 'content_filter' })),
  completed('a refusal', rawStream(`data: ${JSON.stringify(refusal)}\n\n`)),
  completed('nothing', completion([])),
]

export async function startOpenAi(): Promise<Provider> {
  let playing: ProviderCase | undefined
  const model = await startFakeModel((exchange) => (playing?.script ?? completion(REPLY))(exchange))
  return {
    ...model,
    variables: openAiVariables(model),
    play(next) {
      playing = next
    },
  }
}
