// Makes calls with the built client where the named globals are missing.
// Arguments: the API's URL, a token, a JSON list of names (`AbortSignal.any` for a static method).
import { request } from 'node:http'

const [url, token, missing] = process.argv.slice(2)

for (const name of JSON.parse(missing)) {
  const [object, member] = name.includes('.') ? name.split('.') : [undefined, name]
  const holder = object === undefined ? globalThis : globalThis[object]
  const target = holder && member === 'reason' ? holder.prototype : holder
  Object.defineProperty(target, member, { value: undefined, configurable: true, writable: true })
}

// Node's own fetch needs some of them. Every platform brings a fetch that works there.
globalThis.fetch = (target, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const sent = request(target, { method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('error', reject).on('end', () => {
        const status = response.statusCode
        const headersReceived = { get: (name) => response.headers[name] ?? null }
        const json = async () => JSON.parse(text)
        resolve({ ok: status < 300, status, headers: headersReceived, json })
      })
    })
    sent.on('error', reject).end(body ?? undefined)
    signal?.addEventListener('abort', () => sent.destroy(new Error('aborted')))
  })

const { createThreadkeepClient, failureReason } = await import('../../dist/index.js')
const { conversation } = createThreadkeepClient({ url: `${url}/trpc`, token })
const { id: conversationId } = await conversation.start.mutate({ title: 'Travel' })
const content = { type: 'text', text: 'Hello' }
await conversation.send.mutate({ conversationId, content })
const pages = await Promise.all([
  conversation.messages.query({ conversationId }),
  conversation.messages.query({ conversationId }),
])

const abort = new AbortController()
const aborted = conversation.list.query({}, { signal: abort.signal }).catch((error) => error)
abort.abort()
const absent = await createThreadkeepClient({
  url: 'http://127.0.0.1:1',
  token,
  retry: { attempts: 2 },
})
  .conversation.list.query()
  .catch(failureReason)

console.log(
  JSON.stringify({
    messages: pages.map(({ items }) => items.length),
    aborted: (await aborted).cause?.name,
    absent,
  }),
)
