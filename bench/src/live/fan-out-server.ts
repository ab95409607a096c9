import { createServer, type ServerResponse } from 'node:http'
import { Redis } from 'ioredis'

/*
 * The least that could carry a reply to its watchers: each piece that an agent sends is published as
 * the event to write, and the one subscriber writes it to everyone. Nothing is stored, nothing is
 * resumed, a lost notice is a lost piece, and a slow reader is not noticed.
 */
const { PORT, REDIS_URL = '', AGENT_URL = '' } = process.env

const publisher = new Redis(REDIS_URL)
const subscriber = new Redis(REDIS_URL)
const watchers = new Map<string, Set<ServerResponse>>()

subscriber.on('message', (channel: string, event: string) => {
  for (const res of watchers.get(channel) ?? []) res.write(event)
})

createServer(async (req, res) => {
  // `/livez`, `/watch/<id>` and `/send/<id>`.
  const [, call, id = ''] = (req.url ?? '').split('/')
  if (call === 'watch') return watch(id, res)
  res.end('{}')
  if (call === 'send') await relay(id)
}).listen(Number(PORT), '127.0.0.1')

async function watch(id: string, res: ServerResponse): Promise<void> {
  const others = watchers.get(id)
  const all = others ?? new Set()
  watchers.set(id, all.add(res))
  res.once('close', () => all.delete(res))
  if (others === undefined) await subscriber.subscribe(id)
  res.writeHead(200, { 'content-type': 'text/event-stream' })
  res.write(frame(0, { type: 'conversation' }))
}

async function relay(id: string): Promise<void> {
  const { body } = await fetch(AGENT_URL, { method: 'POST', body: '{}' })
  const decoder = new TextDecoder()
  let rest = ''
  let offset = 0
  for await (const chunk of body ?? []) {
    const frames = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = frames.pop() ?? ''
    for (const each of frames) {
      const { delta }: { delta: string } = JSON.parse(each.slice('data: '.length))
      const event = { type: 'delta', runId: id, attempt: 1, offset, text: delta }
      offset += delta.length
      await publisher.publish(id, frame(offset, event))
    }
  }
  await publisher.publish(id, frame(offset + 1, { type: 'run', run: { status: 'completed' } }))
}

function frame(id: number, event: unknown): string {
  return `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`
}
