import { type ComponentProps, memo } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import remend from 'remend'
import { CodeBlock } from './code-block.tsx'
import { ImageByClick } from './image-by-click.tsx'
import './markdown.css'

/* Raw HTML stays text, and links are http, https, mailto and the like: the library's defaults. */

const COMPONENTS: Components = {
  a: ({ href, title, children }) => (
    <a href={href} title={title ?? href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {/* Right-to-left marks in a link's words must not reorder what stands beside it. */}
      <bdi>{children}</bdi>
    </a>
  ),
  img: ({ src, alt }) => <ImageByClick src={typeof src === 'string' ? src : ''} alt={alt ?? ''} />,
  pre: ({ children }) => children,
  code: Code,
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: so that the keyboard can scroll it.
    <section className="markdown-table" aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </section>
  ),
  // The page has its own h1, and the conversation is below it.
  h1: 'h2',
  h2: 'h3',
  h3: 'h4',
  h4: 'h5',
  h5: 'h6',
}

/** A text that still grows may end in the middle of a mark: `remend` closes what is open. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className="markdown">
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>
        {remend(text)}
      </ReactMarkdown>
    </div>
  )
})

/** A fence, or an indented block, ends in a line break; code within a line has none. */
function Code({ className = '', children }: ComponentProps<'code'>) {
  const text = typeof children === 'string' ? children : ''
  const language = /language-(\S+)/.exec(className)?.[1]
  if (language === undefined && !text.includes('\n')) {
    return (
      <code dir="ltr" className="markdown-code">
        {children}
      </code>
    )
  }
  return <CodeBlock text={text.replace(/\n$/, '')} language={language} />
}
