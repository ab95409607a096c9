import { Agent, get, type IncomingMessage } from 'node:http'
import { timesOf } from './piece.ts'

const connections = new Agent({ maxSockets: Number.POSITIVE_INFINITY })

export interface WatchAddress {
  url: string
  headers: Record<string, string>
}

/** What one watcher has seen of the replies since `begin`. */
export interface Seen {
  pieces: number
  isEnded: boolean
}

export interface Watcher {
  readonly seen: Seen
  /** `characters`: of a piece. */
  begin(characters: number): void
  /** Takes no more of what the server sends. */
  stall(): void
  close(): void
}

interface LiveEvent {
  type: string
  text?: string
  run?: { status: string }
}

/** Opens one stream of server-sent events. Resolves with its first event. */
export function openWatcher(
  { url, headers }: WatchAddress,
  onPiece: (saidAt: number) => void,
  onEnd: () => void,
): Promise<Watcher> {
  return new Promise((resolve, reject) => {
    const seen: Seen = { pieces: 0, isEnded: false }
    let characters = 1
    let rest = ''
    const request = get(url, { headers, agent: connections }, (response: IncomingMessage) => {
      if (response.statusCode !== 200) return reject(new Error(`${url}: ${response.statusCode}`))
      response.setEncoding('utf8')
      response.on('error', () => {})
      response.on('data', (chunk: string) => {
        const frames = (rest + chunk).split('\n\n')
        rest = frames.pop() ?? ''
        for (const frame of frames) read(frame)
        resolve({
          seen,
          begin(ofPiece) {
            characters = ofPiece
            Object.assign(seen, { pieces: 0, isEnded: false })
          },
          stall: () => response.pause(),
          close: () => request.destroy(),
        })
      })
    })
    request.once('error', reject)

    function read(frame: string): void {
      const data = /^data: (.+)$/m.exec(frame)?.[1]
      if (data === undefined) return
      const event: LiveEvent = JSON.parse(data)
      if (event.type === 'delta') {
        const times = timesOf(event.text ?? '', characters)
        seen.pieces += times.length
        for (const saidAt of times) onPiece(saidAt)
      } else if (event.type === 'run' && event.run?.status !== 'running' && seen.pieces > 0) {
        // Before its first piece it is the end of the run before, with which a watch begins.
        seen.isEnded = true
        onEnd()
      }
    }
  })
}
