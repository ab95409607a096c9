import { useState } from 'react'
import { readStored, writeStored } from './storage.ts'

type Theme = 'light' | 'dark'

const KEY = 'threadkeep.theme'

/** What the page shows: the choice made here, else the system's. */
function shownTheme(): Theme {
  const chosen = document.documentElement.dataset['theme']
  if (chosen === 'light' || chosen === 'dark') return chosen
  return systemTheme()
}

function systemTheme(): Theme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Before the first paint, so that a dark page never flashes white. */
export function applyStoredTheme(): void {
  const stored = readStored<string>(localStorage, KEY)
  if (stored === 'light' || stored === 'dark') document.documentElement.dataset['theme'] = stored
}

/** The theme shown, and a switch to the other one. Choosing what the system has follows it again. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState(shownTheme)
  return [
    theme,
    () => {
      const next = theme === 'dark' ? 'light' : 'dark'
      const followsSystem = next === systemTheme()
      if (followsSystem) delete document.documentElement.dataset['theme']
      else document.documentElement.dataset['theme'] = next
      writeStored(localStorage, KEY, followsSystem ? undefined : next)
      setTheme(next)
    },
  ]
}
