import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
/** Below the range of outgoing connections, which would take a port that was free a moment ago. */
const LOWEST_PORT = 20_000
const HIGHEST_PORT = 30_000
/** Two compilers start, beside whatever else the machine does. */
const START_TIMEOUT_MS = 150_000

it('says in one line which port is taken, before anything is started', async () => {
  const taken = await listen()
  const dev = start([process.execPath, 'scripts/dev.mjs'], { PORT: taken.port, WEB_PORT: '0' })
  const [code] = await once(dev.child, 'exit')
  await taken.close()
  expect(code).toBe(1)
  expect(dev.output()).toMatch(new RegExp(`^Port ${taken.port}, of the API, is taken\\..*\n$`))
})

it('names both ports that are taken, and a command that uses free ones', async () => {
  const [api, page] = [await listen(), await listen()]
  const dev = start([process.execPath, 'scripts/dev.mjs'], { PORT: api.port, WEB_PORT: page.port })
  await once(dev.child, 'exit')
  const [, port = '', webPort = ''] =
    / Use another: PORT=(\d+) WEB_PORT=(\d+) npx -y pnpm dev\n$/.exec(dev.output()) ?? []
  expect(dev.output()).toMatch(
    /^Port \d+, of the API, is taken\. Port \d+, of the page, is taken\./,
  )
  expect([await canListen(port), await canListen(webPort)]).toStrictEqual([true, true])
  await Promise.all([api.close(), page.close()])
})

it('does not name the free port of the one for the other', async () => {
  const api = await listen()
  const next = String(Number(api.port) + 1)
  const dev = start([process.execPath, 'scripts/dev.mjs'], { PORT: api.port, WEB_PORT: next })
  await once(dev.child, 'exit')
  await api.close()
  const [, port, webPort] = / PORT=(\d+) WEB_PORT=(\d+) npx -y pnpm dev\n$/.exec(dev.output()) ?? []
  expect(port).toMatch(/^\d+$/)
  expect(port).not.toBe(webPort)
})

it('names variables that hold no port', async () => {
  const dev = start([process.execPath, 'scripts/dev.mjs'], { PORT: 'a', WEB_PORT: '65536' })
  await once(dev.child, 'exit')
  expect(dev.output()).toBe('PORT and WEB_PORT: must be a port from 0 to 65535.\n')
})

it('ends where a setting is bad, and names it last but for the farewell of turbo', async () => {
  const [api, page] = [await listen(), await listen()]
  await Promise.all([api.close(), page.close()])
  const variables = { PORT: api.port, WEB_PORT: page.port, LIMIT_TITLE_CHARACTERS: 'seven' }
  const dev = start(['npx', '-y', 'pnpm', 'dev'], variables)
  const [code] = await once(dev.child, 'exit')
  expect(code).toBe(1)
  expect(dev.output()).toMatch(/^LIMIT_TITLE_CHARACTERS: must be a number$/m)
  expect(dev.output()).not.toMatch(/^Open http/m)
})

// In CI servers print colours, and turbo prints in another order.
it.each([
  { where: 'at home', surroundings: {} },
  { where: 'in CI', surroundings: { CI: 'true', GITHUB_ACTIONS: 'true', FORCE_COLOR: '1' } },
])(
  'ends what it prints at its start with the page to open, and ends with Ctrl-C: $where',
  async ({ surroundings }) => {
    const [api, page] = [await listen(), await listen()]
    await Promise.all([api.close(), page.close()])
    const variables = {
      ...surroundings,
      PORT: api.port,
      WEB_PORT: page.port,
      LIMIT_TITLE_CHARACTERS: '7',
    }
    const dev = start(['npx', '-y', 'pnpm', 'dev'], variables)
    const ended = once(dev.child, 'exit')
    try {
      await dev.printed(/^Open http\S+/m)
      const [before = '', after] = dev.output().split(`\nOpen http://127.0.0.1:${page.port} `)
      expect(after).toBeDefined()
      expect(before.split('\n').length).toBeLessThan(15)
      expect(before).not.toMatch(/telemetry|"level"|::group/i)
      expect(await textOf(`http://127.0.0.1:${page.port}/`)).toContain('<title>')
      const described = await textOf(`http://127.0.0.1:${api.port}/openapi.json`)
      // The setting reached the API.
      expect(described.includes('At most 7 characters.')).toBe(true)
    } finally {
      dev.signal('SIGINT')
      await ended
    }
    await expect.poll(() => canListen(api.port)).toBe(true)
  },
)

interface Dev {
  child: ChildProcess
  output(): string
  /** Rejects with the whole output where it ends, or is late, without the line. */
  printed(line: RegExp): Promise<void>
  /** To the whole group, as a terminal sends Ctrl-C. */
  signal(name: NodeJS.Signals): void
}

function start([program = '', ...args]: string[], variables: Record<string, string>): Dev {
  const { REDIS_URL: _ours, ...inherited } = process.env
  const env = { ...inherited, NODE_ENV: 'development', ...variables }
  const child = spawn(program, args, { cwd: ROOT, env, stdio: 'pipe', detached: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += stripVTControlCharacters(String(chunk))
    })
  }
  return {
    child,
    output: () => output,
    async printed(line) {
      const started = Date.now()
      while (!line.test(output)) {
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}:\n${output}`)
        if (Date.now() - started > START_TIMEOUT_MS) throw new Error(`no ${line} in:\n${output}`)
        await setTimeout(50)
      }
    },
    signal(name) {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name)
    },
  }
}

async function textOf(url: string): Promise<string> {
  return (await fetch(url)).text()
}

async function listen(port?: string): Promise<{ port: string; close(): Promise<unknown> }> {
  const server = createServer()
  try {
    server.listen(Number(port ?? randomInt(LOWEST_PORT, HIGHEST_PORT)), '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    if (port === undefined) return listen()
    throw error
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return { port: String(address.port), close: () => once(server.close(), 'close') }
}

async function canListen(port: string): Promise<boolean> {
  try {
    await (await listen(port)).close()
    return true
  } catch {
    return false
  }
}
