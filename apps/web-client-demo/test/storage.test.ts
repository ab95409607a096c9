import { expect, test } from './support/browser-test.ts'
import { IS_LONG } from './support/forms.ts'
import { ODD_VALUES } from './support/odd-values.ts'

const LINUS = '["fabrikam","linus"]'

test('odd values in browser storage leave the page working, and it says what it removed', async ({
  openPage,
}) => {
  const chat = await openPage({ as: 'nobody' })
  for (const odd of IS_LONG ? ODD_VALUES : ODD_VALUES.slice(0, 3)) {
    await chat.page.evaluate(
      ([value, person]) => {
        sessionStorage.clear()
        localStorage.clear()
        sessionStorage.setItem('threadkeep.session', value)
        const own = [`unsent.${person}.1`, `draft.${person}.new`, `pins.${person}`]
        for (const key of ['session', 'theme', 'shortcuts', ...own]) {
          localStorage.setItem(`threadkeep.${key}`, value)
        }
      },
      [odd, LINUS] as const,
    )
    await chat.page.reload()
    await chat.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await chat.page.getByText(/This browser kept who was signed in in an unreadable/).waitFor()
    await chat.signIn('Linus', 'Fabrikam')
    await chat.page.getByText(/kept a message that was not sent/).waitFor()
    await chat.list.waitFor()
    await chat.page.keyboard.press('n')
    await chat.page.getByRole('heading', { name: 'New conversation' }).waitFor()
    await chat.composer.waitFor()
  }
}, 300_000)

test('with site data blocked the page works, for as long as it is open', async ({ openPage }) => {
  const chat = await openPage({ as: 'nobody' })
  await chat.page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('blocked', 'SecurityError')
        },
      })
    }
  })
  await chat.page.reload()
  await chat.signIn('Linus', 'Fabrikam')
  await chat.start()
  await chat.say('kept by the server alone')
})

test('without a secure context messages are sent', async ({ openPage }) => {
  const chat = await openPage()
  await chat.page.addInitScript(() => {
    Object.defineProperty(crypto, 'randomUUID', { value: undefined })
  })
  await chat.page.reload()
  await chat.start()
  await chat.say('over plain http')
})

test('a page that the browser translated goes on', async ({ chat }) => {
  await chat.start()
  // What a translating browser does: every text becomes an element of its own.
  const translate = () =>
    chat.page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      const texts: Node[] = []
      while (walker.nextNode()) texts.push(walker.currentNode)
      for (const text of texts) {
        const font = document.createElement('font')
        font.textContent = text.textContent
        text.parentNode?.replaceChild(font, text)
      }
    })
  await translate()
  await chat.send('first')
  await chat.messages.nth(1).waitFor()
  await translate()
  await chat.page.getByRole('button', { name: 'Complete' }).click()
  await chat.page.getByRole('button', { name: 'Reopen to write' }).click()
  await chat.send('second')
  await chat.messages.nth(3).waitFor()
})

test('a message that waits outlives its tab, and goes out under its author’s name', async ({
  app,
  chat,
}) => {
  await chat.start()
  await chat.say('before')
  const address = chat.page.url()
  await app.redis.kill()
  await chat.send('waiting')
  await chat.messages.filter({ hasText: 'Waiting to send' }).waitFor()
  const next = await chat.page.context().newPage()
  await chat.page.close()
  await app.redis.restart()
  await next.goto(address)
  const said = next.getByRole('log', { name: 'Messages' }).getByRole('listitem')
  await said.filter({ hasText: 'You said: waiting' }).waitFor()
  expect(await said.count()).toBe(4)
})
