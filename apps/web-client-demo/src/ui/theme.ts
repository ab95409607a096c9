import { useState } from 'react'
import { writeStored } from '../storage/stored.ts'

type Theme = 'light' | 'dark'

/** The script in index.html reads it before the first paint: a module would run too late. */
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
      writeStored('local', KEY, followsSystem ? undefined : next)
      setTheme(next)
    },
  ]
}
