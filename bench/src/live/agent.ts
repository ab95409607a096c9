import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { PIECE_CHARACTERS, pieceAt } from './piece.ts'

export interface Speech {
  pieces: number
  everyMs: number
  /** Of a piece. */
  characters: number
}

export interface SpeakingAgent {
  readonly url: string
  /** What is said to every request from now on. */
  say(speech: Speech): void
  /** Ends all replies. Until then they stay open, because the API stores a quick reply whole. */
  end(): void
}

/** An agent as AGENT=http asks one: the first piece at once, the others at a steady pace. */
export async function startAgent(): Promise<SpeakingAgent> {
  let speech: Speech = { pieces: 1, everyMs: 1, characters: PIECE_CHARACTERS }
  const replies = new Set<ServerResponse>()
  const server = createServer((req, res) => {
    req.resume()
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    replies.add(res)
    const { pieces, everyMs, characters } = speech
    let said = 0
    const speak = () => {
      res.write(
        `data: ${JSON.stringify({ type: 'text', delta: pieceAt(performance.now(), characters) })}\n\n`,
      )
      said += 1
      if (said === pieces) clearInterval(timer)
    }
    const timer = setInterval(speak, everyMs)
    speak()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    say(next) {
      speech = next
    },
    end() {
      for (const reply of replies) reply.end()
      replies.clear()
    },
  }
}
