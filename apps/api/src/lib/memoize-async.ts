/**
 * Memoizes an async function without arguments: it runs once, and later calls get the same result.
 */
export function memoizeAsync<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined
  return () => {
    result ??= work()
    return result
  }
}
