import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SCRIPT = fileURLToPath(new URL('left-behind.ts', import.meta.url))

test.each(['running', 'frozen', 'killed'])(
  'a test process that is killed leaves nothing of a %s server behind',
  { timeout: 60_000 },
  async (state) => {
    const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, state], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(child.stdout, 'data')
    const [pid = '', folder = ''] = String(line).trim().split(' ')
    expect(await isAlive(Number(pid))).toBe(state !== 'killed')
    expect(existsSync(folder)).toBe(true)
    child.kill('SIGKILL')
    await expect.poll(() => isAlive(Number(pid)), { timeout: 20_000 }).toBe(false)
    await expect.poll(() => existsSync(folder), { timeout: 20_000 }).toBe(false)
  },
)

/** Where nobody reaps orphans, as in many containers, a dead one remains as a zombie. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return !stat.includes(') Z ')
}
