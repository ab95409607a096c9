export type Procedures = Record<string, (...args: never[]) => Promise<unknown>>

export interface Question {
  procedure: string
  args: never[]
}

/** Serves calls of the parent process, and exits with it. */
export function serveProcedures(procedures: Procedures): void {
  process.on('message', async ({ procedure, args }: Question) => {
    process.send?.(await outcome(procedures, procedure, args))
  })
  process.once('disconnect', () => process.exit())
}

async function outcome(procedures: Procedures, name: string, args: never[]) {
  try {
    return { result: await procedures[name]?.(...args) }
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
}
