import { useEffect, useState } from 'react'
import { later } from '../../later.ts'

/** From when a part is wanted, or else from when nobody waits for the first view any more. */
export function useLater(isWanted: boolean): boolean {
  const [isThere, setThere] = useState(isWanted)
  if (isWanted && !isThere) setThere(true)
  useEffect(() => {
    void later(async () => setThere(true))
  }, [])
  return isThere
}
