import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { pin } from '../measure/pin.ts'

export interface ChildOptions {
  /** What a reader of an error knows it by. */
  name: string
  file: URL
  core: number
}

/** A process that does `Procedures` when asked, one of them at a time. */
export interface Child<Procedures> extends AsyncDisposable {
  ask<Name extends keyof Procedures>(
    name: Name,
    ...args: ArgumentsOf<Procedures[Name]>
  ): Promise<ResultOf<Procedures[Name]>>
}

type ArgumentsOf<Procedure> = Procedure extends (...args: infer Args) => unknown ? Args : never
type ResultOf<Procedure> = Procedure extends (...args: never[]) => Promise<infer R> ? R : never

/** Its end, and any error in it, rejects the calls that wait for it. */
export async function startChild<Procedures>({
  name,
  file,
  core,
}: ChildOptions): Promise<Child<Procedures>> {
  const child = fork(fileURLToPath(file), {
    execArgv: ['--import', import.meta.resolve('tsx')],
    // As JSON there would be no infinity.
    serialization: 'advanced',
  })
  await once(child, 'spawn')
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${name}: its process ended (${signal ?? code})`)
  })
  // Its end by our own hand is nobody's error.
  ended.catch(() => {})
  pin(child.pid ?? 0, core)
  return {
    async ask(procedure, ...args) {
      child.send({ procedure, args })
      const [{ result, error }] = await Promise.race([once(child, 'message'), ended])
      if (error) throw new Error(`${name}: ${error.message}`, { cause: error })
      return result
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended.catch(() => {})
    },
  }
}
