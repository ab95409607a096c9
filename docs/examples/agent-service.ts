// A service for AGENT=http, with Node's own library: `AGENT_SECRET=... node agent-service.ts` with Node 22.18,
// or `npx tsx agent-service.ts`.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'

type AgentRequest =
  | { type: 'greeting' }
  | { type?: undefined; message: { content: { type: string; text?: string } } }

const secret = process.env['AGENT_SECRET']
if (secret === undefined) throw new Error('AGENT_SECRET is not set')
const TOLERANCE_SECONDS = 300

/** Signed by Threadkeep, and not long ago: a request that was recorded cannot be sent again. */
function isGenuine(headers: IncomingHttpHeaders, body: string, key: string): boolean {
  const timestamp = String(headers['webhook-timestamp'])
  const age = Math.abs(Date.now() / 1000 - Number(timestamp))
  // Not a number is no age within it either.
  if (!(age <= TOLERANCE_SECONDS)) return false
  const signed = `${headers['webhook-id']}.${timestamp}.${body}`
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  const given = Buffer.from(String(headers['webhook-signature']))
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** Yields the events of a reply. */
async function* reply(request: AgentRequest) {
  if (request.type === 'greeting') {
    yield { type: 'text', delta: 'How can I help?' }
    yield { type: 'end' }
    return
  }
  const { content } = request.message
  yield { type: 'status', text: 'Thinking...' }
  for (const word of `You said: ${content.text ?? content.type}`.split(' ')) {
    yield { type: 'text', delta: `${word} ` }
  }
  yield { type: 'metadata', metadata: { model: 'none', finishReason: 'stop' } }
  yield { type: 'end' }
}

const server = createServer(async (req, res) => {
  const body = await text(req)
  if (!isGenuine(req.headers, body, secret)) {
    res.writeHead(401).end()
    return
  }
  res.writeHead(200, { 'content-type': 'text/event-stream' })
  // The user has stopped the reply, or its time is up.
  let isGone = false
  res.once('close', () => {
    isGone = true
  })
  const request: AgentRequest = JSON.parse(body)
  for await (const event of reply(request)) {
    if (isGone) return
    res.write(`data: ${JSON.stringify(event)}\n\n`)
  }
  res.end()
})

server.listen(Number(process.env['PORT'] ?? 8080), '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') {
    console.log(`http://127.0.0.1:${address.port}`)
  }
})
