/** Does the work when first asked, and hands the same result to whoever asks again. */
export function memoizeAsync<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined
  return () => {
    result ??= work()
    return result
  }
}
