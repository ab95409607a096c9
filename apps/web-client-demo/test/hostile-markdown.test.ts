import { noteTasks } from './figures/tasks.ts'
import { expect, test } from './support/browser-test.ts'
import type { ChatPage } from './support/chat-page.ts'
import { HOSTILE_TEXTS } from './support/hostile-texts.ts'
import { agent, seedConversation } from './support/seed.ts'

const ACTIVE = 'script, iframe, style, base, meta, input, animate, img, form'
/** Of the processor: on a busy machine a task takes longer than its work does. */
const FREEZE_MS = 200
/** What a task of plain texts takes on a machine where hostile ones may take FREEZE_MS. */
const PLAIN_MS = 50
const HARMLESS = /^(https?:|mailto:|$)/

test('of hostile texts nothing runs, leads elsewhere, leaves its place, or freezes the page', async ({
  app,
  openPage,
  owner,
  browser,
}) => {
  const seed = (title: string, texts: readonly string[]) =>
    seedConversation(
      app.redis.url,
      owner,
      title,
      texts.map((text, index) => agent(`${index + 1}:\n\n${text}`)),
    )
  const plain = HOSTILE_TEXTS.map(({ length }) => 'word '.repeat(length / 5))
  const [atPlain, atHostile] = [await seed('Plain', plain), await seed('Hostile', HOSTILE_TEXTS)]
  const chat = await openPage()
  const elsewhere: string[] = []
  chat.page.on('request', (request) => {
    if (!request.url().startsWith(app.url)) elsewhere.push(request.url())
  })
  const tellPlainTasks = await noteTasks(browser, chat.page)
  await readAll(chat, atPlain)
  const { processor: plainMs } = await tellPlainTasks()
  const tellTasks = await noteTasks(browser, chat.page)
  const { links, problems } = await readAll(chat, atHostile)
  // A slow machine takes longer for plain texts too.
  const allowedMs = FREEZE_MS * Math.max(plainMs / PLAIN_MS, 1)
  expect((await tellTasks()).processor).toBeLessThan(allowedMs)
  expect(problems).toEqual([])
  expect(await chat.page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(links.filter((href) => !HARMLESS.test(href))).toEqual([])
  expect(elsewhere).toEqual([])
})

/** Opens a conversation of as many messages as there are hostile texts, and shows each of them. */
async function readAll(chat: ChatPage, address: string) {
  await chat.page.goto(address)
  await chat.messages.filter({ hasText: `${HOSTILE_TEXTS.length}:` }).waitFor()
  const log = chat.page.getByRole('log', { name: 'Messages' })
  const seen = new Set<number>()
  const problems = new Map<number, unknown>()
  const links = new Set<string>()
  await expect
    .poll(
      async () => {
        const shown = await log.evaluate((element, active) => {
          const hrefs = [...element.querySelectorAll('a')].map(({ protocol }) => protocol)
          const rows = [...element.querySelectorAll('li[aria-posinset]')]
          const found = rows.map((row) => ({
            seq: Number(row.getAttribute('aria-posinset')),
            isWide: row.scrollWidth > row.clientWidth + 1,
            active: [...row.querySelectorAll(active)].map(({ outerHTML }) => outerHTML),
          }))
          element.scrollBy({ top: -element.clientHeight })
          return { hrefs, found }
        }, ACTIVE)
        for (const row of shown.found) {
          seen.add(row.seq)
          if (row.isWide || row.active.length > 0) problems.set(row.seq, row)
        }
        for (const href of shown.hrefs) links.add(href)
        return seen.size
      },
      { timeout: 45_000, interval: 20 },
    )
    .toBe(HOSTILE_TEXTS.length)
  return { links: [...links], problems: [...problems.values()] }
}
