import { lazy, StrictMode, Suspense, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import './styles.css'

/** Not in what is built: there the condition is false, and nothing imports it. */
const Gallery =
  import.meta.env.DEV && location.pathname === '/gallery'
    ? lazy(() => import('./gallery/gallery.tsx').then(({ Gallery: view }) => ({ default: view })))
    : undefined

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
// As a transition it is drawn in slices, between which the page responds.
startTransition(() =>
  createRoot(root).render(
    <StrictMode>
      {Gallery ? (
        <Suspense>
          <Gallery />
        </Suspense>
      ) : (
        <App />
      )}
    </StrictMode>,
  ),
)
