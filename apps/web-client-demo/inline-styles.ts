import type { Plugin } from 'vite'

const STYLESHEET = /\s*<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>/

/**
 * Writes the one stylesheet into the page. It is a few kilobytes compressed, and as a file of its own
 * it would hold back what the script draws for a round trip.
 */
export const inlineStyles: Plugin = {
  name: 'inline-styles',
  apply: 'build',
  config: () => ({ build: { cssCodeSplit: false } }),
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle }) {
      const [link, file] = STYLESHEET.exec(html) ?? []
      const styles = file === undefined ? undefined : bundle?.[file]
      if (link === undefined || styles?.type !== 'asset')
        throw new Error('The page has no stylesheet')
      const text = Buffer.from(styles.source).toString()
      // By a function: in a text "$" would stand for something else.
      return html.replace(link, () => `<style>${text}</style>`)
    },
  },
}
