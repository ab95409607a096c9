const FIRST_VIEW_MS = 1_000

let firstView: Promise<void> | undefined

/** Loads a part that nobody needs as the page opens. What they need has the network to itself until then. */
export function later<Part>(load: () => Promise<Part>): Promise<Part> {
  firstView ??= new Promise((resolve) => setTimeout(resolve, FIRST_VIEW_MS))
  return firstView.then(load)
}

/** Loads a slow part of a view after the rest of the view is painted. */
export async function afterPaint<Part>(load: () => Promise<Part>): Promise<Part> {
  // A frame's callbacks run before it is painted, the next task after it.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  return load()
}
