import { expect, test } from './support/browser-test.ts'
import { seedConversation } from './support/seed.ts'

test('a reply that was cut short says why', async ({ app, openPage, owner }) => {
  const messages = ['stopped', 'interrupted', 'error', 'stop'].map((finishReason) => ({
    role: 'assistant' as const,
    content: { type: 'text' as const, text: `ended: ${finishReason}` },
    metadata: { finishReason },
  }))
  const at = await seedConversation(app.redis.url, owner, 'Cut short', messages)
  const chat = await openPage({ at })
  await chat.messages.nth(3).waitFor()
  for (const [index, words] of [/Stopped$/, /Interrupted$/, /the assistant failed$/].entries()) {
    await chat.messages.nth(index).filter({ hasText: words }).waitFor()
  }
  expect(await chat.messages.nth(3).textContent()).not.toMatch(/Stopped|Interrupted|failed/)
})

test('an agent that fails without a word is not waited for', async ({ app, chat }) => {
  app.model.goDown()
  await chat.openEmpty()
  await chat.send('anybody?')
  const failed = chat.page.getByText('The assistant could not reply.')
  await failed.waitFor()
  await chat.stop.waitFor({ state: 'detached' })
  expect((await chat.texts())[0]).toBe('anybody?')
  await chat.send('hello?')
  await expect.poll(async () => (await chat.texts()).slice(0, 2)).toEqual(['anybody?', 'hello?'])
  await expect.poll(() => failed.count()).toBe(1)

  const askAgain = async () => {
    const asked = chat.page.waitForResponse(/conversation\.regenerate/)
    await chat.page.getByRole('button', { name: 'Try again' }).click()
    expect((await asked).status()).toBe(200)
    await failed.waitFor()
  }
  await askAgain()
  // A page that is loaded anew knows why nobody replied.
  await chat.page.reload()
  await failed.waitFor()
  await askAgain()
  expect((await chat.texts()).slice(0, 2)).toEqual(['anybody?', 'hello?'])

  // Over before anything watched it.
  await chat.start()
  await chat.send('a new one?')
  await chat.page.getByRole('button', { name: /^(Ask for a reply|Try again)$/ }).waitFor()
})
