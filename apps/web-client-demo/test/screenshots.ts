import { mkdir } from 'node:fs/promises'
import { type Browser, chromium } from 'playwright-core'
import { type App, startApp } from './support/app.ts'
import { ChatPage } from './support/chat-page.ts'
import { obtainChromium } from './support/chromium.ts'
import { LAUNCH_FLAGS } from './support/launch-flags.ts'
import { seedStory } from './support/story.ts'

/* Refreshes the pictures in docs/screenshots from the built product. */

const FOLDER = new URL('../../../docs/screenshots/', import.meta.url).pathname
const WIDTHS = { 390: 844, 1440: 900 } as const
const SCHEMES = ['light', 'dark'] as const
/** In place of the model that the tests ask: a blank variable is none. */
const WITHOUT_MODEL = { OPENAI_BASE_URL: '', OPENAI_API_KEY: '', OPENAI_MODEL: '' }

async function takeAll(app: App, browser: Browser, width: 390 | 1440): Promise<void> {
  for (const colorScheme of SCHEMES) {
    const { chat, take } = await open(app, browser, width, colorScheme)
    await chat.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await take('sign-in')
    await chat.signIn('Ada', 'Contoso')
    await chat.row('Spring offsite').waitFor()
    await chat.page.getByText(/^Redis \d/).waitFor()
    await take('list')
    await chat.row('Spring offsite').click()
    await chat.page.getByRole('textbox', { name: 'Anything we should know?' }).waitFor()
    await take('conversation')

    await app.redis.kill()
    await chat.send('And a vegetarian menu, please.')
    await chat.banner.waitFor()
    await chat.messages.filter({ hasText: 'Waiting to send' }).waitFor()
    await take('outage')
    // Closed before Redis is back, so that the waiting message is in no later picture.
    await chat.page.context().close()
    await app.redis.restart()
  }
}

/** A reply of the demo model, in mid-stream: `AGENT=openai` without a key, as a newcomer starts it. */
async function takeStreaming(browser: Browser, width: 390 | 1440): Promise<void> {
  for (const colorScheme of SCHEMES) {
    const app = await startApp({ AGENT: 'openai', ...WITHOUT_MODEL })
    await seedStory(app.redis.url)
    const { chat, take } = await open(app, browser, width, colorScheme)
    await chat.signIn('Ada', 'Contoso')
    await chat.row('Spring offsite').waitFor()
    await chat.page.getByText(/^Redis \d/).waitFor()
    await chat.start()
    await chat.send('What happens to a reply when I close this page?')
    await chat.page.getByRole('cell', { name: 'you press Stop' }).waitFor()
    await take('streaming')
    await chat.page.context().close()
    await app.stop()
  }
}

async function open(
  app: App,
  browser: Browser,
  width: 390 | 1440,
  colorScheme: (typeof SCHEMES)[number],
) {
  const context = await browser.newContext({
    baseURL: app.url,
    viewport: { width, height: WIDTHS[width] },
    colorScheme,
    reducedMotion: 'reduce',
  })
  const chat = new ChatPage(await context.newPage())
  const take = async (view: string) => {
    // Where it clicked last it would seem to point at something.
    await chat.page.mouse.move(0, 0)
    await chat.page.screenshot({ path: `${FOLDER}${view}-${width}-${colorScheme}.png` })
  }
  await chat.page.goto('/')
  return { chat, take }
}

const app = await startApp()
const browser = await chromium.launch({ executablePath: obtainChromium(), args: LAUNCH_FLAGS })
await mkdir(FOLDER, { recursive: true })
await seedStory(app.redis.url)
await takeAll(app, browser, 1440)
await takeAll(app, browser, 390)
await app.stop()
await takeStreaming(browser, 1440)
await takeStreaming(browser, 390)
await browser.close()
