import type { Page } from 'playwright-core'

export interface Reads {
  messages: number
  lists: number
}

/** Counts, from now on, what the page asks for again. */
export function countReads(page: Page): Reads {
  const reads = { messages: 0, lists: 0 }
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    // A batch names all of its calls.
    for (const call of pathname.split(/[/,]/)) {
      if (call === 'conversation.messages') reads.messages += 1
      if (call === 'conversation.list') reads.lists += 1
    }
  })
  return reads
}
