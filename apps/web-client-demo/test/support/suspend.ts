import type { Browser } from 'playwright-core'

/** Stops every process of the browser, as a laptop does that is closed. The function returned wakes it. */
export async function suspend(browser: Browser): Promise<() => void> {
  const devtools = await browser.newBrowserCDPSession()
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
  const signal = (name: NodeJS.Signals) => {
    for (const { id } of processInfo) process.kill(id, name)
  }
  signal('SIGSTOP')
  return () => signal('SIGCONT')
}
