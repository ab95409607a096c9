import type { Owner } from '@threadkeep/shared'
import type { Locator, Page } from 'playwright-core'

/** What a person does and sees, found by the names that a screen reader gives them. */
export class ChatPage {
  readonly page: Page
  /** Errors that no code of the page caught. */
  readonly crashes: string[] = []

  readonly list: Locator
  readonly rows: Locator
  readonly messages: Locator
  readonly composer: Locator
  readonly title: Locator
  readonly banner: Locator
  readonly stop: Locator

  constructor(page: Page) {
    this.page = page
    page.on('pageerror', (error) => this.crashes.push(error.message))
    this.list = page.getByRole('navigation', { name: 'Your conversations' })
    this.rows = this.list.getByRole('link')
    this.messages = page.getByRole('log', { name: 'Messages' }).getByRole('listitem')
    this.composer = page.getByRole('textbox', { name: 'Message' })
    this.title = page.getByRole('heading', { level: 1 })
    this.stop = page.getByRole('button', { name: 'Stop the reply' })
    this.banner = page
      .getByRole('alert')
      .filter({ hasText: /unavailable|cannot be reached|offline/ })
  }

  /** Signed in from its first page on, by what an earlier visit left in the storage of this browser. */
  async become(owner: Owner): Promise<void> {
    await this.page.context().addInitScript(
      (session) => {
        if (localStorage.length === 0) localStorage.setItem('threadkeep.session', session)
      },
      JSON.stringify({ kind: 'demo', ...owner }),
    )
  }

  async signIn(name: string, tenant: string): Promise<void> {
    await this.page.getByRole('button', { name: `${name} ${tenant}` }).click()
    await this.page.getByRole('button', { name: `${name} ${tenant} switch user` }).waitFor()
  }

  /** Goes to where a conversation is begun: it is stored with its first message. */
  async start(): Promise<void> {
    await this.page.getByRole('button', { name: 'New conversation' }).click()
    await this.page.getByRole('heading', { name: 'New conversation' }).waitFor()
  }

  /** Opens a conversation that another client stored, and in which nothing has been said. */
  async openEmpty(): Promise<void> {
    const id = await this.page.evaluate(async () => {
      const post = async (path: string, body: object, headers = {}) => {
        const init = { method: 'POST', body: JSON.stringify(body) }
        const type = { 'content-type': 'application/json' }
        return (await fetch(path, { ...init, headers: { ...type, ...headers } })).json()
      }
      const stored = JSON.parse(localStorage.getItem('threadkeep.session') ?? '{}')
      const { tenantId, userId } = stored
      const { token } = await post('/dev/token', { tenantId, userId })
      const authorization = `Bearer ${token}`
      const { result } = await post('/trpc/conversation.start', {}, { authorization })
      return String(result.data.id)
    })
    await this.openSeeded(`/c/${id}`)
    await this.page.getByText('Nothing said yet').waitFor()
  }

  /** Opens by its row what came into the list meanwhile. */
  async openSeeded(path: string): Promise<void> {
    await this.list.locator(`a[href*="${path}"]`).click()
  }

  /** Sends a text and waits for the agent's reply to it. */
  async say(text: string): Promise<void> {
    await this.send(text)
    await this.messages.filter({ hasText: `You said: ${text}` }).waitFor()
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** Marks the document: gone after a reload. */
  async mark(): Promise<void> {
    await this.page.evaluate(() => Object.assign(window, { sameDocument: true }))
  }

  isMarked(): Promise<boolean> {
    return this.page.evaluate(() => 'sameDocument' in window)
  }

  isFocusIn(selector: string): Promise<boolean> {
    return this.page.evaluate((each) => document.activeElement?.matches(each) ?? false, selector)
  }

  async choose(action: string): Promise<void> {
    await this.page.getByRole('button', { name: 'More actions' }).click()
    await this.page.getByRole('menuitem', { name: action }).click()
  }

  async filter(name: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Filter by status' })
      .getByRole('link', { name })
      .click()
  }

  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text })
  }

  /** The messages' texts as shown, without their times. */
  async texts(): Promise<string[]> {
    return this.messages.evaluateAll((items) =>
      items.map((item) => item.querySelector('[dir="auto"]')?.textContent ?? ''),
    )
  }
}
