export type Use = <Resource extends AsyncDisposable>(resource: Resource) => Resource

/** Whatever `work` uses is ended when it ends, in whichever way; last come, first gone. */
export async function using<Result>(work: (use: Use) => Promise<Result>): Promise<Result> {
  const disposables: AsyncDisposable[] = []
  const use: Use = (resource) => {
    disposables.push(resource)
    return resource
  }
  try {
    return await work(use)
  } finally {
    for (const each of disposables.reverse()) await each[Symbol.asyncDispose]()
  }
}
