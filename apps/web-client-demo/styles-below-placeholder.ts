import type { Plugin } from 'vite'

const STYLESHEET = /\s*<link rel="stylesheet"[^>]*>/

/**
 * Moves the stylesheet below the words that are shown until the script has come. In the head it would
 * hold them back for a round trip; below them it still comes before all that the script draws.
 */
export const stylesBelowPlaceholder: Plugin = {
  name: 'styles-below-placeholder',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const [link] = STYLESHEET.exec(html) ?? []
      if (link === undefined) throw new Error('The page has no stylesheet')
      return html.replace(link, '').replace('</body>', `${link.trim()}\n  </body>`)
    },
  },
}
