import { createServer } from 'vite'
import { onTestFinished } from 'vitest'
import { loadAxe, violationsOf } from './support/axe.ts'
import { expect, test } from './support/browser-test.ts'

/** The page as it is in development: what is built has no gallery. */
async function startDevelopment(): Promise<string> {
  const server = await createServer({
    root: new URL('..', import.meta.url).pathname,
    logLevel: 'silent',
    cacheDir: 'node_modules/.vite-gallery',
    server: { port: 0, strictPort: false, proxy: {}, hmr: false, watch: null },
  })
  onTestFinished(() => server.close())
  await server.listen()
  const [url] = server.resolvedUrls?.local ?? []
  if (url === undefined) throw new Error('The development server has no address')
  return url
}

test('every state of every component can be seen, and keeps nobody out', async ({ openPage }) => {
  const { page } = await openPage({ at: `${await startDevelopment()}gallery`, as: 'nobody' })
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await loadAxe(page)
  await page.getByRole('heading', { name: 'Gallery' }).waitFor()
  await page.getByRole('columnheader', { name: 'Beds' }).waitFor()
  await page.getByRole('button', { name: 'Send feedback' }).last().waitFor()
  expect(await page.getByRole('heading', { level: 3 }).count()).toBeGreaterThan(50)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const violations = await violationsOf(page)
    // A page has one banner of an outage, and this one has all of them.
    expect(violations.filter((it) => !it.startsWith('landmark-unique'))).toEqual([])
  }
  expect(errors).toEqual([])
})
