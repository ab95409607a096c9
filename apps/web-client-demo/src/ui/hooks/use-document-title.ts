import { useEffect } from 'react'

/** Names the page in tabs, history and screen readers, for as long as the caller is shown. */
export function useDocumentTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined ? 'Threadkeep' : `${title} · Threadkeep`
    return () => {
      document.title = 'Threadkeep'
    }
  }, [title])
}
