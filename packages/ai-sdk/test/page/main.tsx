import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ConversationPage } from './conversation-page.tsx'

/* `?example` is the README's, `?id=` a conversation that was started before. */

const parameters = new URLSearchParams(location.search)
const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no root.')
const page = parameters.has('example') ? (
  await import('./example-page.tsx').then(({ ExamplePage }) => <ExamplePage />)
) : (
  <ConversationPage id={parameters.get('id') ?? ''} />
)
createRoot(root).render(<StrictMode>{page}</StrictMode>)
