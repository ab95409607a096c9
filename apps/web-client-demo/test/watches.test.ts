import { expect, test } from './support/browser-test.ts'
import { INTERNAL } from './support/internal-error.ts'
import { openTab } from './support/tabs.ts'

test('what is newest stays in sight when the window shrinks, as it does below a banner', async ({
  openPage,
}) => {
  const chat = await openPage({ viewport: { width: 1000, height: 800 } })
  await chat.start()
  for (const text of ['one', 'two', 'three']) await chat.say(text)
  const log = chat.page.getByRole('log', { name: 'Messages' })
  const toEnd = () => log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight)
  for (const height of [500, 380]) {
    await chat.page.setViewportSize({ width: 1000, height })
    await expect.poll(toEnd).toBeLessThan(2)
  }
  await log.evaluate((it) => it.scrollTo({ top: 0 }))
  await chat.page.getByRole('button', { name: 'Jump to newest' }).waitFor()
  await chat.page.setViewportSize({ width: 1000, height: 360 })
  expect(await log.evaluate((it) => it.scrollTop)).toBe(0)
})

test('a hidden page lets go of its connections, and catches up when it is seen again', async ({
  app,
  chat,
}) => {
  const watches = async () => {
    const metrics = await (await fetch(`${app.api.url}/metrics`)).text()
    return Number(/^threadkeep_watches_open (\d+)$/m.exec(metrics)?.[1])
  }
  const show = (state: DocumentVisibilityState) =>
    chat.page.evaluate((visibility) => {
      Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await chat.openEmpty()
  const other = await openTab(chat)
  await expect.poll(watches).toBe(4)
  await show('hidden')
  await expect.poll(watches).toBe(2)
  await other.say('unseen')
  await other.stop.waitFor({ state: 'detached' })
  expect(await chat.messages.count()).toBe(0)
  await show('visible')
  await expect.poll(() => chat.texts()).toEqual(['unseen', 'You said: unseen'])
  await expect.poll(watches).toBe(4)
})

test('nothing is asked for again and again: what happens is told by the watches', async ({
  chat,
  openPage,
}) => {
  await chat.start()
  await chat.say('here')
  const idle = await openPage()
  await idle.page.clock.install()
  await idle.page.goto(chat.page.url())
  await idle.messages.nth(1).waitFor()
  const asked: string[] = []
  idle.page.on('request', (request) => {
    if (/conversation\.(get|list|messages)/.test(request.url())) asked.push(request.url())
  })
  // What the beginning of the watches had it read has been asked for by then.
  await chat.say('settled')
  await idle.messages.filter({ hasText: 'You said: settled' }).waitFor()
  asked.length = 0
  for (let minute = 0; minute < 3; minute += 1) {
    await idle.page.clock.fastForward(60_000)
    await chat.say(`minute ${minute}`)
    await idle.messages.filter({ hasText: `You said: minute ${minute}` }).waitFor()
  }
  expect(asked).toEqual([])
})

test('a watch that the server failed is begun again, each time a little later', async ({
  chat,
  openPage,
}) => {
  const failed: string[] = []
  for (const pattern of [/conversation\.watch\?/, /conversation\.watchList/]) {
    await chat.page.route(
      pattern,
      (route) => {
        failed.push(route.request().url())
        return route.fulfill({ status: 500, json: { error: INTERNAL } })
      },
      { times: 2 },
    )
  }
  await chat.page.reload()
  await chat.openEmpty()
  await chat.mark()
  const other = await openPage({ at: chat.page.url() })
  await other.say('still there?')
  const said = ['still there?', 'You said: still there?']
  await expect.poll(() => chat.texts(), { timeout: 15_000 }).toEqual(said)
  await chat.row('You said: still there?').waitFor()
  expect(failed).toHaveLength(4)
  expect(await chat.isMarked()).toBe(true)
})
