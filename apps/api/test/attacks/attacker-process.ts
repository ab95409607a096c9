import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Attack } from './attacker.ts'

const FLAGS = ['--import', 'tsx', '--conditions=threadkeep-source']
const ATTACKER = fileURLToPath(new URL('attacker.ts', import.meta.url))

/**
 * What it takes of the processor: on another machine it would take none from the server. With a low
 * priority it still has turns of some milliseconds; what is idle is all that is left, and nothing on a
 * machine that is busy.
 */
export type Share = 'low' | 'idle'

/** An attacker that is ready. */
export interface AttackerProcess extends AsyncDisposable {
  begin(): void
}

export async function startAttacker(
  attack: Attack,
  url: string,
  share: Share,
): Promise<AttackerProcess> {
  const args = [...FLAGS, ATTACKER, url, JSON.stringify(attack)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await Promise.race([once(child, 'message'), once(child, 'exit').then(failAtStart)])
  const ended = once(child, 'exit')
  if (child.pid !== undefined) await lower(child.pid, share)
  return {
    begin: () => void child.send('begin'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function lower(pid: number, share: Share): Promise<void> {
  setPriority(pid, constants.priority.PRIORITY_LOW)
  if (share === 'low' || process.platform !== 'linux') return
  await promisify(execFile)('chrt', ['--all-tasks', '--idle', '--pid', '0', String(pid)])
}

function failAtStart(): never {
  throw new Error('the attacker ended before its attack')
}
