import type { Page } from 'playwright-core'

/**
 * Notes in every frame where the message with this text stands. The function returned resolves, some
 * frames later, to all places it had.
 */
export async function watchPlace(page: Page, text: string): Promise<() => Promise<number[]>> {
  const places = await page.evaluateHandle((wanted) => {
    const noted: number[] = []
    const note = () => {
      const rows = [...document.querySelectorAll('[role=log] li')]
      const row = rows.find((each) => each.textContent?.includes(wanted))
      noted.push(row?.getBoundingClientRect().y ?? Number.NaN)
      requestAnimationFrame(note)
    }
    note()
    return noted
  }, text)
  const SETTLED_FRAMES = 20
  return async () => {
    const until = (await places.evaluate((noted) => noted.length)) + SETTLED_FRAMES
    const waited = await page.waitForFunction(
      ([noted, count]) => (noted.length >= count ? noted : undefined),
      [places, until] as const,
    )
    const noted = await waited.jsonValue()
    return noted ?? []
  }
}
