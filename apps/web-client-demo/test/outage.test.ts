import { expect, test } from './support/browser-test.ts'

test('Redis stops in mid-chat: the page says so, keeps the text, and goes on by itself', async ({
  app,
  chat,
}) => {
  await chat.start()
  await chat.say('before')
  await chat.mark()

  await app.redis.kill()
  await chat.send('during')
  await chat.banner.waitFor()
  expect(await chat.banner.count()).toBe(1)
  await chat.page.getByText(/Trying again/).waitFor()
  await chat.page.getByText('Redis unavailable').waitFor()
  await chat.messages.filter({ hasText: 'Waiting to send' }).waitFor()
  await chat.row('before').waitFor()
  await chat.composer.fill('still typing')

  await app.redis.restart()
  await chat.messages.filter({ hasText: 'You said: during' }).waitFor()
  await chat.banner.waitFor({ state: 'detached' })
  expect(await chat.composer.inputValue()).toBe('still typing')
  expect(await chat.isMarked()).toBe(true)
  const once = ['before', 'You said: before', 'during', 'You said: during']
  expect(await chat.texts()).toEqual(once)

  await chat.page.reload()
  await chat.messages.nth(3).waitFor()
  expect(await chat.texts()).toEqual(once)
})

test('a list that cannot be read is never shown as an empty one', async ({ app, chat }) => {
  await chat.page.getByText('No conversations yet').waitFor()
  await app.redis.kill()
  await chat.page.reload()
  await chat.banner.waitFor()
  await chat.page.getByRole('status', { name: 'Loading conversations' }).waitFor()
  expect(await chat.page.getByText('No conversations yet').count()).toBe(0)

  await app.redis.restart()
  await chat.page.getByText('No conversations yet').waitFor()
  await chat.banner.waitFor({ state: 'detached' })
})

test('a change asked for in an outage is taken back and explained', async ({ app, chat }) => {
  await chat.start()
  await chat.say('hello')
  await app.redis.kill()
  await chat.page.getByRole('button', { name: 'Complete' }).click()
  await chat.page
    .getByText(/^Status not changed. The conversation store/)
    .first()
    .waitFor()
  await chat.page.getByRole('button', { name: 'Complete' }).waitFor()
  await app.redis.restart()
  await chat.banner.waitFor({ state: 'detached' })
  await chat.page.getByRole('button', { name: 'Complete' }).click()
  await chat.page.getByText('This conversation is completed.').waitFor()
})

test('the API is killed in mid-chat and started again: the page goes on, and all is there', async ({
  app,
  chat,
}) => {
  await chat.start()
  for (const text of ['one', 'two', 'three']) await chat.say(text)
  const said = ['one', 'You said: one', 'two', 'You said: two', 'three', 'You said: three']

  await app.api.kill()
  await chat.send('four')
  await chat.banner.waitFor()
  expect(await chat.banner.textContent()).toContain('The server cannot be reached')
  await app.api.restart()
  await chat.messages.filter({ hasText: 'You said: four' }).waitFor()
  await chat.banner.waitFor({ state: 'detached' })

  await chat.page.reload()
  await chat.messages.nth(7).waitFor()
  expect(await chat.texts()).toEqual([...said, 'four', 'You said: four'])
})

test('a message interrupted by a reload is sent after it, once', async ({ app, chat }) => {
  await chat.start()
  await chat.say('before')
  await app.redis.kill()
  await chat.send('on its way')
  await chat.messages.filter({ hasText: 'Waiting to send' }).waitFor()
  await chat.page.reload()
  await app.redis.restart()
  await chat.messages.filter({ hasText: 'You said: on its way' }).waitFor()
  const once = ['before', 'You said: before', 'on its way', 'You said: on its way']
  await expect.poll(() => chat.texts()).toEqual(once)
})
