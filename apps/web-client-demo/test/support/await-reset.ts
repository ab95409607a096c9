import type { Page } from 'playwright-core'

/** The function returned resolves once the watch of the list has told the next page to read it. */
export async function awaitReset(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    const fetchAsEver = window.fetch
    window.fetch = async (...args) => {
      const response = await fetchAsEver(...args)
      if (!response.url.includes('conversation.watchList') || !response.body) return response
      const [seen, handedOn] = response.body.tee()
      const reader = seen.pipeThrough(new TextDecoderStream()).getReader()
      const look = async () => {
        for (let told = ''; !told.includes('reset'); ) told += (await reader.read()).value ?? ''
        requestAnimationFrame(() => Object.assign(window, { isReset: true }))
      }
      void look()
      return new Response(handedOn, response)
    }
  })
  return async () => {
    await page.waitForFunction(() => 'isReset' in window)
  }
}
