import { useSyncExternalStore } from 'react'
import { useConnectivity } from '../client/client-context.tsx'

/**
 * False in an outage, whose end the page looks out for already, and while the page is hidden: browsers
 * open at most six connections to a host over HTTP/1.1, for all of its tabs.
 */
export function useCanWatch(): boolean {
  const { outage } = useConnectivity()
  const isVisible = useSyncExternalStore(subscribe, () => document.visibilityState === 'visible')
  return isVisible && outage === undefined
}

function subscribe(listener: () => void) {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
