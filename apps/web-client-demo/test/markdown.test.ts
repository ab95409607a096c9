import { expect, test } from './support/browser-test.ts'
import { agent, seedConversation, user } from './support/seed.ts'

const TEXT = `# Heading

<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">

[bad](javascript:window.hacked=1) [good](https://example.com/) ![pixel](https://example.com/p.png)

| a | b |
|---|---|
| 1 | 2 |

\`\`\`js
const answer = 42
\`\`\`

\`\`\`python
never closed`

test('the assistant’s Markdown is drawn, and nothing in it runs or is fetched', async ({
  app,
  openPage,
  owner,
}) => {
  const at = await seedConversation(app.redis.url, owner, 'Marks', [
    user('# plain https://example.com/x'),
    agent(TEXT),
  ])
  const chat = await openPage()
  const fetched: string[] = []
  chat.page.on('request', (request) => {
    if (request.url().includes('example.com')) fetched.push(request.url())
  })
  await chat.page.goto(at)
  const [asked, response] = [chat.messages.nth(0), chat.messages.nth(1)]
  await response.getByRole('heading', { name: 'Heading' }).waitFor()
  await response.getByRole('cell', { name: '2' }).waitFor()
  await response.locator('.hljs-number').getByText('42').waitFor()
  expect(await response.getByText('never closed').count()).toBe(1)
  expect(await response.locator('script').count()).toBe(0)
  expect(await response.locator('img').count()).toBe(0)
  const good = response.getByRole('link', { name: 'good' })
  expect(await good.getAttribute('rel')).toContain('noopener')
  expect(await response.locator('a[href^="javascript"]').count()).toBe(0)
  expect(await asked.getByRole('heading').count()).toBe(0)
  await asked.getByRole('link', { name: 'https://example.com/x' }).waitFor()
  expect(await chat.page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(fetched).toEqual([])
})
