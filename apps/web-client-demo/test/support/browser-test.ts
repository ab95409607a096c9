import { type BrowserContextOptions, chromium } from 'playwright-core'
import { test as base, expect, inject } from 'vitest'
import { startApp } from './app.ts'
import { ChatPage } from './chat-page.ts'
import { LAUNCH_FLAGS } from './launch-flags.ts'

/** Opens a page with storage of its own, as another person's browser would be. */
export type OpenPage = (options?: BrowserContextOptions) => Promise<ChatPage>

/** With settings of its API's own, the files of other tests untouched: they share this module. */
export const createTest = (settings: Readonly<Record<string, string>>) =>
  base
    .extend('apiSettings', { scope: 'file' }, settings)
    .extend('app', { scope: 'file' }, async ({ apiSettings }, { onCleanup }) => {
      const app = await startApp(apiSettings)
      onCleanup(app.stop)
      return app
    })
    .extend('executablePath', { scope: 'file' }, () => inject('chromium'))
    .extend('browser', { scope: 'file' }, async ({ executablePath }, { onCleanup }) => {
      const browser = await chromium.launch({ executablePath, args: LAUNCH_FLAGS })
      onCleanup(() => browser.close())
      return browser
    })
    .extend('openPage', async ({ app, browser }, { onCleanup }): Promise<OpenPage> => {
      const opened: ChatPage[] = []
      onCleanup(async () => {
        for (const chat of opened) {
          await chat.page.context().close()
          expect(chat.crashes).toEqual([])
        }
      })
      return async (options = {}) => {
        // Still pictures: drawing spinners without a graphics card takes the time of the tests.
        const context = await browser.newContext({
          baseURL: app.url,
          reducedMotion: 'reduce',
          ...options,
        })
        context.setDefaultTimeout(15_000)
        const chat = new ChatPage(await context.newPage())
        opened.push(chat)
        await chat.page.goto('/')
        return chat
      }
    })
    .extend('chat', async ({ openPage }) => openPage())

/** Every file has an app and a browser; every test has pages that nobody used before it. */
export const test = createTest({})

export { expect }
