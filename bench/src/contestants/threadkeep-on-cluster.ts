import type { Session } from './contestant.ts'
import { openStore } from './threadkeep.ts'

export async function connect(url: string): Promise<Session> {
  return openStore({ mode: 'cluster', url })
}
