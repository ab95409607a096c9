import { IS_LONG } from './forms.ts'

/* Replies of a malicious or a prompt-injected assistant. None may set `window.hacked`. */

const RUN = 'window.hacked=1'

const HTML = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}"><animate onbegin="${RUN}" attributeName=x dur=1s>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<a href="javascript:${RUN}">x</a>`,
  `<details open ontoggle="${RUN}">x</details>`,
  `<input autofocus onfocus="${RUN}">`,
  `<style>*{display:none}</style>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<form action="https://evil.example/"><button>x</button></form>`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${RUN}">`,
  `<!--><img src=x onerror="${RUN}">-->`,
]

const WRAPPINGS = [
  (html: string) => html,
  (html: string) => `[${html}](https://example.com)`,
  (html: string) => `| a |\n|---|\n| ${html} |`,
  (html: string) => `- ${html}\n  > ${html}`,
  (html: string) => `\`\`\`html\n${html}\n\`\`\``,
]

const SCHEMES = [
  `javascript:${RUN}`,
  `JaVaScRiPt:${RUN}`,
  `java\tscript:${RUN}`,
  `&#106;avascript:${RUN}`,
  `javascript&colon;${RUN}`,
  ` javascript:${RUN}`,
  `\u0001javascript:${RUN}`,
  `vbscript:${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `data:text/html;base64,PHNjcmlwdD53aW5kb3cuaGFja2VkPTE8L3NjcmlwdD4=`,
  'blob:https://evil.example/1',
  'file:///etc/passwd',
  'filesystem:https://evil.example/',
  'about:blank',
  'intent://evil#Intent;end',
]

const LINKS = [
  (url: string) => `[x](${url})`,
  (url: string) => `[x](<${url}>)`,
  (url: string) => `<${url}>`,
  (url: string) => `![x](${url})`,
  (url: string) => `[x][r]\n\n[r]: ${url}`,
]

const BIDI = [
  '[https://bank.example\u202emoc.live\u202c](https://evil.example/)',
  '`\u202e\u2066if (admin)\u2069 return\u2066`',
  `\u202e${'reversed '.repeat(50)}`,
  '\u2067[x](https://example.com)\u2066 \u2069 a|b',
]

const HUGE = [
  'x'.repeat(30_000),
  `\`${'y'.repeat(30_000)}\``,
  `https://example.com/${'z'.repeat(20_000)}`,
  `${'> '.repeat(1_000)}deep`,
  Array.from({ length: 150 }, (_, depth) => `${' '.repeat(depth * 2)}- deep`).join('\n'),
  `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(2_500)}`,
  `|${'a|'.repeat(300)}\n|${'-|'.repeat(300)}\n|${'1|'.repeat(300)}`,
  '*'.repeat(5_000),
  '['.repeat(5_000),
  '`'.repeat(5_001),
  '![]('.repeat(2_000),
]

const DOCUMENT =
  '# A\n\n```js\nconst a = `b`\n```\n\n| a | **b |\n|---|---|\n| [c](d) | ~~e~~ |\n\n1. *f*'

/** Every kind of harm once. */
const EACH: readonly string[] = [
  ...HTML.map((html, index) => wrapped(html, WRAPPINGS, index)),
  ...SCHEMES.map((url, index) => wrapped(url, LINKS, index)),
  ...BIDI,
  ...HUGE,
]

/** Every kind in every place where it can stand, and a document as it stands at each letter. */
const ALL: readonly string[] = [
  ...HTML.flatMap((html) => WRAPPINGS.map((wrap) => wrap(html))),
  ...SCHEMES.flatMap((url) => LINKS.map((link) => link(url))),
  ...BIDI,
  ...HUGE,
  ...Array.from(DOCUMENT, (_, end) => DOCUMENT.slice(0, end + 1)),
]

export const HOSTILE_TEXTS = IS_LONG ? ALL : EACH

type Wrap = (text: string) => string

function wrapped(text: string, wrappings: readonly Wrap[], index: number): string {
  const wrap = wrappings[index % wrappings.length]
  return wrap ? wrap(text) : text
}
