import { createTest, test as echoTest, expect } from './support/browser-test.ts'
import { seed } from './support/seed.ts'

echoTest('a reply that was cut short says why', async ({ app, chat }) => {
  const owner = { tenantId: 'contoso', userId: 'ada' }
  await seed(app.redis.url, owner, async (conversations) => {
    const { conversation } = await conversations.start({ title: 'Cut short' })
    for (const finishReason of ['stopped', 'interrupted', 'error', 'stop']) {
      const text = `ended: ${finishReason}`
      await conversations.append(conversation.id, {
        messages: [
          { role: 'assistant', content: { type: 'text', text }, metadata: { finishReason } },
        ],
      })
    }
  })
  await chat.signIn('Ada', 'Contoso')
  await chat.row('Cut short').click()
  await chat.messages.nth(3).waitFor()
  for (const [index, words] of [/Stopped$/, /Interrupted$/, /the assistant failed$/].entries()) {
    await chat.messages.nth(index).filter({ hasText: words }).waitFor()
  }
  expect(await chat.messages.nth(3).textContent()).not.toMatch(/Stopped|Interrupted|failed/)
})

const failingTest = createTest({
  AGENT: 'openai',
  OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
  OPENAI_API_KEY: 'none',
  OPENAI_MODEL: 'none',
})

failingTest('an agent that fails without a word is not waited for', async ({ chat }) => {
  await chat.signIn('Grace', 'Contoso')
  await chat.openEmpty()
  await chat.send('anybody?')
  const failed = chat.page.getByText('The assistant could not reply.')
  await failed.waitFor()
  await chat.stop.waitFor({ state: 'detached' })
  expect((await chat.texts())[0]).toBe('anybody?')
  await chat.send('hello?')
  await expect.poll(async () => (await chat.texts()).slice(0, 2)).toEqual(['anybody?', 'hello?'])
  await expect.poll(() => failed.count()).toBe(1)

  const asked = chat.page.waitForResponse(/conversation\.regenerate/)
  await chat.page.getByRole('button', { name: 'Try again' }).click()
  expect((await asked).status()).toBe(200)
  await failed.waitFor()
  await chat.page.reload()
  const last = chat.messages.nth(1)
  await last.getByRole('button', { name: 'Ask for a reply' }).click()
  await failed.waitFor()
  expect((await chat.texts()).slice(0, 2)).toEqual(['anybody?', 'hello?'])

  // Over before anything watched it.
  await chat.start()
  await chat.send('a new one?')
  await chat.messages.getByRole('button', { name: /^(Ask for a reply|Try again)$/ }).waitFor()
})
