import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type App, startApp } from '../support/app.ts'
import { ChatPage } from '../support/chat-page.ts'
import { obtainChromium } from '../support/chromium.ts'
import { LAUNCH_FLAGS } from '../support/launch-flags.ts'
import { agent, seedConversation, user } from '../support/seed.ts'
import { type Figure, report } from './figure.ts'
import { type LongestTasks, noteTasks } from './tasks.ts'

/* How still and how quick the page is while a reply streams: `test:streaming`, on a quiet machine. */

const OWNER = { tenantId: 'contoso', userId: 'streaming' }
const LONG_TASK_MS = 50
const LAYOUT_SHIFT = 0.02
const NODES = 1_500
/** 50 pieces a second. */
const PIECE_MS = 20
const REPLY_CHARACTERS = 5_000

async function open(context: BrowserContext, at: string): Promise<ChatPage> {
  const chat = new ChatPage(await context.newPage())
  await chat.become(OWNER)
  await chat.page.goto(at)
  await chat.composer.waitFor()
  return chat
}

/** Begins to note what shifts. The function returned tells how far in all. */
async function noteShifts(page: Page): Promise<() => Promise<number>> {
  const noted = await page.evaluateHandle(() => {
    const sum = { shift: 0 }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const isExpected = 'hadRecentInput' in entry && entry.hadRecentInput === true
        if (isExpected || !('value' in entry) || typeof entry.value !== 'number') continue
        sum.shift += entry.value
      }
    }).observe({ type: 'layout-shift' })
    return sum
  })
  return async () => (await noted.jsonValue()).shift
}

function taskFigures({ elapsed, processor }: LongestTasks, when: string): Figure[] {
  return [
    { name: `longest task (ms) ${when}`, value: elapsed, atMost: LONG_TASK_MS },
    { name: `longest task (ms of processor) ${when}`, value: processor, atMost: LONG_TASK_MS },
  ]
}

function nodesOf(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelectorAll('*').length)
}

async function history(app: App, count: number): Promise<string> {
  const messages = Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? user(`question ${index}`) : agent(`## answer ${index}\n\n- *one*\n- two`),
  )
  return seedConversation(app.redis.url, OWNER, `${count} messages`, messages)
}

async function streamInto(app: App, browser: Browser, context: BrowserContext): Promise<Figure[]> {
  const chat = await open(context, await history(app, 1_000))
  const asked = 'words '.repeat(REPLY_CHARACTERS / 6).trim()
  await chat.composer.fill(asked)
  await chat.composer.press('Enter')
  await chat.stop.waitFor()
  const tellShift = await noteShifts(chat.page)
  const tellTasks = await noteTasks(browser, chat.page)
  await chat.stop.waitFor({ state: 'detached', timeout: 60_000 })
  const tasks = await tellTasks()
  const shift = await tellShift()
  const nodes = await nodesOf(chat.page)
  await chat.page.close()
  return [
    {
      name: `layout shift while ${REPLY_CHARACTERS} characters stream`,
      value: shift,
      atMost: LAYOUT_SHIFT,
    },
    ...taskFigures(tasks, 'while a reply streams into 1,000 messages'),
    { name: 'nodes after it', value: nodes, atMost: NODES },
  ]
}

async function typeInto(app: App, browser: Browser, context: BrowserContext): Promise<Figure[]> {
  const chat = await open(context, await history(app, 5_000))
  const log = chat.page.getByRole('log', { name: 'Messages' })
  const first = log.locator('[aria-posinset="1"]')
  let nodes = 0
  // Further up with every frame, until nothing is older.
  while ((await first.count()) === 0) {
    await log.evaluate(async (scroller) => {
      scroller.scrollBy({ top: -scroller.clientHeight })
      await new Promise((resolve) => requestAnimationFrame(resolve))
    })
    nodes = Math.max(nodes, await nodesOf(chat.page))
  }
  const tellTasks = await noteTasks(browser, chat.page)
  await chat.composer.pressSequentially('What was it that you said in the beginning? '.repeat(3))
  const tasks = await tellTasks()
  await chat.page.close()
  return [
    ...taskFigures(tasks, 'while typing after 5,000 messages'),
    { name: 'most nodes while scrolling through 5,000 messages', value: nodes, atMost: NODES },
  ]
}

const app = await startApp({ ECHO_DELAY_MS: String(PIECE_MS) })
const browser = await chromium.launch({ executablePath: obtainChromium(), args: LAUNCH_FLAGS })
const context = await browser.newContext({
  baseURL: app.url,
  viewport: { width: 1440, height: 900 },
})
try {
  const streamed = await streamInto(app, browser, context)
  const typed = await typeInto(app, browser, context)
  report([...streamed, ...typed])
} finally {
  await browser.close()
  await app.stop()
}
