import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import { z } from 'zod'
import { startApp } from '../support/app.ts'
import { ChatPage } from '../support/chat-page.ts'
import { obtainChromium } from '../support/chromium.ts'
import { LAUNCH_FLAGS } from '../support/launch-flags.ts'
import { STORY_OWNER, seedStory } from '../support/story.ts'
import { compressed } from './compressed.ts'
import { type Figure, report } from './figure.ts'

/* What Lighthouse, with its phone settings, says of the built page: `test:lighthouse`. */

const VERSION = '13.5.0'
const PORT = 9_222
const GOALS = { performance: 95, accessibility: 100, 'best-practices': 100 } as const

const ReportSchema = z.object({
  categories: z.record(z.string(), z.object({ score: z.number() })),
  audits: z.record(
    z.string(),
    z.object({
      title: z.string(),
      score: z.number().nullable(),
      displayValue: z.string().optional(),
    }),
  ),
})

async function audit(view: string, url: string): Promise<Figure[]> {
  // As on a first visit. With storage kept, Lighthouse keeps what the pages before have loaded as well.
  await devtools.send('Network.clearBrowserCache')
  const { stdout } = await promisify(execFile)(
    'npx',
    [
      '--yes',
      `lighthouse@${VERSION}`,
      url,
      `--port=${PORT}`,
      '--output=json',
      '--quiet',
      // Who is signed in is kept in it.
      '--disable-storage-reset',
      `--only-categories=${Object.keys(GOALS).join(',')}`,
    ],
    { maxBuffer: 100_000_000 },
  )
  const { categories, audits } = ReportSchema.parse(JSON.parse(stdout))
  for (const { title, score, displayValue } of Object.values(audits)) {
    if (score !== null && score < 0.9) console.log(`  ${view}: ${title}: ${displayValue ?? score}`)
  }
  return Object.entries(GOALS).map(([category, atLeast]) => ({
    name: `${view}, ${category}`,
    value: (categories[category]?.score ?? 0) * 100,
    atLeast,
  }))
}

const app = await startApp({}, [compressed])
await seedStory(app.redis.url)
// Its pages are those of the profile itself, where Lighthouse finds what is kept for them.
const context = await chromium.launchPersistentContext('', {
  executablePath: obtainChromium(),
  args: [...LAUNCH_FLAGS, `--remote-debugging-port=${PORT}`],
})
const devtools = await context.newCDPSession(await context.newPage())
try {
  const figures = await audit('sign-in', app.url)
  const chat = new ChatPage(await context.newPage())
  await chat.page.goto(app.url)
  await chat.page.evaluate(
    (session) => localStorage.setItem('threadkeep.session', session),
    JSON.stringify({ kind: 'demo', ...STORY_OWNER }),
  )
  await chat.page.reload()
  await chat.row('Spring offsite').click()
  await chat.title.waitFor()
  const address = chat.page.url()
  await chat.page.close()
  figures.push(...(await audit('list', app.url)), ...(await audit('conversation', address)))
  report(figures)
} finally {
  await context.close()
  await app.stop()
}
