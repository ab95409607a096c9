import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

it('says in one line which port is taken, before anything is started', async () => {
  const taken = await listen()
  const dev = start([process.execPath, 'scripts/dev.mjs'], { PORT: taken.port, WEB_PORT: '0' })
  const [code] = await once(dev.child, 'exit')
  await taken.close()
  expect(code).toBe(1)
  expect(dev.output()).toMatch(new RegExp(`^Port ${taken.port}, of the API, is taken\\..*\n$`))
})

it('ends what it prints at its start with the page to open, and ends with Ctrl-C', async () => {
  const [api, page] = [await listen(), await listen()]
  await Promise.all([api.close(), page.close()])
  const variables = { PORT: api.port, WEB_PORT: page.port, LIMIT_TITLE_CHARACTERS: '7' }
  const dev = start(['npx', '-y', 'pnpm', 'dev'], variables)
  const ended = once(dev.child, 'exit')
  try {
    await expect.poll(dev.output, { timeout: 25_000 }).toMatch(/^Open http\S+/m)
    const [before = '', after] = dev.output().split(`\nOpen http://127.0.0.1:${page.port} `)
    expect(after).toBeDefined()
    expect(before.split('\n').length).toBeLessThan(15)
    expect(before).not.toMatch(/telemetry|"level"/i)
    expect(await textOf(`http://127.0.0.1:${page.port}/`)).toContain('<title>')
    const described = await textOf(`http://127.0.0.1:${api.port}/openapi.json`)
    // The setting reached the API.
    expect(described.includes('At most 7 characters.')).toBe(true)
  } finally {
    dev.signal('SIGINT')
    await ended
  }
  await expect.poll(() => canListen(api.port)).toBe(true)
})

interface Dev {
  child: ChildProcess
  output(): string
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
    signal(name) {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name)
    },
  }
}

async function textOf(url: string): Promise<string> {
  return (await fetch(url)).text()
}

async function listen(port = '0'): Promise<{ port: string; close(): Promise<unknown> }> {
  const server = createServer().listen(Number(port), '127.0.0.1')
  await once(server, 'listening')
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
