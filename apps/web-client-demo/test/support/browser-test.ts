import type { Owner } from '@threadkeep/shared'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { test as base, expect, inject } from 'vitest'
import { type App, startApp } from './app.ts'
import { ChatPage } from './chat-page.ts'
import { LAUNCH_FLAGS } from './launch-flags.ts'

export interface PageOptions extends BrowserContextOptions {
  /** Who is signed in. Default: the test's own person. */
  as?: Owner | 'nobody'
  /** Default: the list. */
  at?: string
}

/** Opens a page with storage of its own, as another person's browser would be. */
export type OpenPage = (options?: PageOptions) => Promise<ChatPage>

/** One for all files of a worker: it takes longer to start than most tests run. */
let browser: Promise<Browser> | undefined

/** Its servers, of these settings, are shared by all files of a worker. */
export const createTest = (settings: Readonly<Record<string, string>>) =>
  base
    .extend('settings', { scope: 'worker' }, () => settings)
    .extend('app', { scope: 'worker' }, async ({ settings: own }, { onCleanup }): Promise<App> => {
      const app = await startApp(own)
      onCleanup(app.stop)
      return app
    })
    .extend('executablePath', { scope: 'worker' }, () => inject('chromium'))
    .extend('browser', { scope: 'worker' }, async ({ executablePath }, { onCleanup }) => {
      browser ??= chromium.launch({ executablePath, args: LAUNCH_FLAGS })
      const shared = await browser
      onCleanup(() => shared.close())
      return shared
    })
    // Nobody has used the product under this name before.
    .extend('owner', (): Owner => ({ tenantId: 'contoso', userId: crypto.randomUUID() }))
    .extend(
      'openPage',
      async ({ app, browser: shared, owner }, { onCleanup }): Promise<OpenPage> => {
        const opened: ChatPage[] = []
        onCleanup(async () => {
          for (const chat of opened) {
            await chat.page.context().close()
            expect(chat.crashes).toEqual([])
          }
          await app.revive()
        })
        return async ({ as = owner, at = '/', ...options } = {}) => {
          // Still pictures: drawing spinners without a graphics card takes the time of the tests.
          const context = await shared.newContext({
            baseURL: app.url,
            reducedMotion: 'reduce',
            ...options,
          })
          context.setDefaultTimeout(30_000)
          const chat = new ChatPage(await context.newPage())
          opened.push(chat)
          if (as !== 'nobody') await chat.become(as)
          await chat.page.goto(at)
          return chat
        }
      },
    )
    .extend('chat', async ({ openPage }) => openPage())

/** Its agent asks the model of the app. Every test has a person and pages of its own. */
export const test = createTest({ AGENT: 'openai' })

export { expect }
