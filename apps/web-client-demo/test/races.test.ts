import { awaitReset } from './support/await-reset.ts'
import { expect, test } from './support/browser-test.ts'
import { createGate } from './support/gate.ts'
import { INTERNAL } from './support/internal-error.ts'
import { seedConversation } from './support/seed.ts'

test('a list read before a change and received after it does not undo the change', async ({
  chat,
}) => {
  await chat.start()
  await chat.say('hello')
  const wasRead = createGate()
  const mayRespond = createGate()
  await chat.page.route(
    /conversation\.list.*completed/,
    async (route) => {
      const response = await route.fetch()
      wasRead.open()
      await mayRespond.passed
      await route.fulfill({ response })
    },
    { times: 1 },
  )
  await chat.filter('Completed')
  await wasRead.passed
  const changed = chat.page.waitForResponse(/conversation\.setStatus/)
  await chat.page.getByRole('button', { name: 'Complete' }).click()
  await changed
  mayRespond.open()
  await chat.row('hello').waitFor()
  expect(await chat.page.getByText('Nothing completed yet').count()).toBe(0)
})

test('what was missed while the list was read for the first time is read after it', async ({
  app,
  openPage,
  owner,
}) => {
  const chat = await openPage({ as: 'nobody' })
  const [wasRead, mayRespond, mayWatch] = [createGate(), createGate(), createGate()]
  await chat.page.route(
    /conversation\.list/,
    async (route) => {
      const response = await route.fetch()
      wasRead.open()
      await mayRespond.passed
      await route.fulfill({ response })
    },
    { times: 1 },
  )
  await chat.page.route(/conversation\.watchList/, async (route) => {
    await mayWatch.passed
    await route.continue()
  })
  await chat.become(owner)
  const resetTold = await awaitReset(chat.page)
  await chat.page.reload()
  await wasRead.passed
  await seedConversation(app.redis.url, owner, 'Missed', [])
  mayWatch.open()
  await resetTold()
  mayRespond.open()
  await chat.row('Missed').waitFor()
})

test('a message whose response was lost is sent again and stored once', async ({ chat }) => {
  await chat.start()
  await chat.say('hello')
  await chat.page.route(
    /conversation\.send/,
    async (route) => {
      await route.fetch()
      await route.abort('connectionreset')
    },
    { times: 1 },
  )
  await chat.say('only once')
  const once = ['hello', 'You said: hello', 'only once', 'You said: only once']
  expect(await chat.texts()).toEqual(once)
  await chat.page.reload()
  await chat.messages.nth(3).waitFor()
  expect(await chat.texts()).toEqual(once)
})

test('a rejected message stays, says why, and can be sent again under its key', async ({
  chat,
}) => {
  await chat.start()
  const keys: unknown[] = []
  await chat.page.route(/conversation\.send/, async (route) => {
    const body: Record<string, { idempotencyKey: string }> = route.request().postDataJSON()
    keys.push(body['0']?.idempotencyKey)
    if (keys.length > 1) return route.continue()
    // Stored, but the page is told otherwise.
    await route.fetch()
    return route.fulfill({ status: 500, json: [{ error: INTERNAL }] })
  })
  await chat.send('stubborn')
  await chat.page.getByText('Not sent. Something went wrong on our side.').waitFor()
  await chat.page.getByRole('button', { name: 'Retry' }).click()
  await chat.messages.filter({ hasText: 'You said: stubborn' }).waitFor()
  expect(await chat.texts()).toEqual(['stubborn', 'You said: stubborn'])
  expect(keys).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)

  await chat.page.getByRole('button', { name: 'Complete' }).click()
  await chat.page.getByText('This conversation is completed.').waitFor()
})

test('an unsent message can be taken back into the composer, or discarded', async ({ chat }) => {
  await chat.start()
  await chat.page.route(/conversation\.send/, (route) =>
    route.fulfill({ status: 500, json: [{ error: INTERNAL }] }),
  )
  await chat.send('refused')
  await chat.page.getByRole('button', { name: 'Edit' }).click()
  expect(await chat.composer.inputValue()).toBe('refused')
  await expect.poll(() => chat.composer.evaluate((it) => it === document.activeElement)).toBe(true)
  await chat.composer.press('Enter')
  await chat.page.getByRole('button', { name: 'Discard' }).click()
  await expect.poll(() => chat.composer.evaluate((it) => it === document.activeElement)).toBe(true)
  await chat.page.getByText('Nothing said yet').waitFor()
  await chat.page.reload()
  await chat.page.getByText('Nothing said yet').waitFor()
})

for (const when of ['before', 'after'] as const) {
  test(`a rename wins over the suggested title, which arrives ${when} it`, async ({ chat }) => {
    await chat.start()
    const mayGoOn = createGate()
    // The first rename is the page's own, of a conversation that nobody has named.
    await chat.page.route(
      /conversation\.rename/,
      async (route) => {
        const response = when === 'before' ? await route.fetch() : undefined
        await mayGoOn.passed
        await (response ? route.fulfill({ response }) : route.continue())
      },
      { times: 1 },
    )
    await chat.say('suggested')
    await chat.page.getByRole('heading', { name: 'suggested' }).waitFor()
    await chat.choose('Rename')
    const editor = chat.page.getByRole('textbox', { name: 'Title' })
    await editor.fill('Chosen')
    const renamed = chat.page.waitForResponse(
      async (response) =>
        response.url().includes('rename') && (await response.text()).includes('Chosen'),
    )
    await editor.press('Enter')
    await renamed
    const suggested = chat.page.waitForResponse(/rename/)
    mayGoOn.open()
    await suggested
    await chat.row('Chosen').first().waitFor()
    await chat.page.reload()
    await chat.row('Chosen').first().waitFor()
    expect(await chat.page.getByRole('heading', { name: 'Chosen' }).count()).toBe(1)
  })
}
