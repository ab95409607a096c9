type Listener = (key: string) => void

let listener: Listener | undefined
let unreported: string[] = []

/** Called while a component renders, so the listener runs after it. */
export function reportDropped(key: string): void {
  if (listener) queueMicrotask(() => listener?.(key))
  else unreported.push(key)
}

/** The listener gets every removed key, those before its registration included. */
export function onDropped(next: Listener): () => void {
  listener = next
  for (const key of unreported) next(key)
  unreported = []
  return () => {
    listener = undefined
  }
}
