import { expect, test } from './support/browser-test.ts'

test('a conversation is stored with its first message, and not before', async ({ chat }) => {
  await chat.page.getByText('No conversations yet').waitFor()
  await chat.page.keyboard.press('n')
  await chat.page.getByRole('heading', { name: 'New conversation' }).waitFor()
  await chat.composer.fill('half a thought')
  await chat.page.reload()
  await chat.page.getByText('No conversations yet').waitFor()
  expect(await chat.composer.inputValue()).toBe('half a thought')

  await chat.page.getByRole('button', { name: 'Help me plan a day off' }).click()
  await chat.messages.filter({ hasText: 'You said: Help me plan a day off' }).waitFor()
  await expect.poll(() => chat.composer.evaluate((it) => it === document.activeElement)).toBe(true)
  await expect.poll(() => chat.rows.count()).toBe(1)
  await chat.page.goBack()
  await chat.page.getByText('No conversation open').waitFor()
  // It was not what was sent.
  await chat.start()
  expect(await chat.composer.inputValue()).toBe('half a thought')
})

test('a second Enter, and a response that is lost, begin one conversation with one message', async ({
  chat,
}) => {
  await chat.start()
  const attempts: string[] = []
  await chat.page.route(/conversation\.start/, async (route) => {
    attempts.push(route.request().postData() ?? '')
    if (attempts.length > 1) return route.continue()
    await route.fetch()
    return route.abort('connectionreset')
  })
  await chat.composer.fill('once')
  await chat.composer.evaluate((field) => {
    for (let press = 0; press < 2; press += 1) {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    }
  })
  await chat.messages.filter({ hasText: 'You said: once' }).waitFor()
  await chat.page.reload()
  await chat.messages.nth(1).waitFor()
  expect(await chat.texts()).toEqual(['once', 'You said: once'])
  await expect.poll(() => chat.rows.count()).toBe(1)
  expect(attempts).toHaveLength(2)
  expect(attempts[1]).toBe(attempts[0])
})

test('in an outage the text stays where it was written, and can be sent after it', async ({
  app,
  chat,
}) => {
  await chat.start()
  await app.redis.kill()
  await chat.send('later')
  await chat.page
    .getByText(/^Not sent\./)
    .first()
    .waitFor()
  expect(await chat.composer.inputValue()).toBe('later')
  await app.redis.restart()
  await chat.banner.waitFor({ state: 'detached' })
  await chat.composer.press('Enter')
  await chat.messages.filter({ hasText: 'You said: later' }).waitFor()
  expect(await chat.composer.inputValue()).toBe('')
  await expect.poll(() => chat.rows.count()).toBe(1)
})
