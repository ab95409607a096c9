import axe, { type AxeResults, type RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

/** Loads axe into every document that this page opens from now on. */
export async function loadAxe(page: Page): Promise<void> {
  await page.addInitScript({ content: axe.source })
  await page.reload()
}

/** What stands in somebody's way, by axe's judgement of any severity: `rule: element` for each place. */
export async function violationsOf(page: Page, rules?: string[]): Promise<string[]> {
  const options: RunOptions = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) }
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
  )
}
