import { useState } from 'react'
import * as z from 'zod/mini'
import { readStored, writeStored } from '../../storage/stored.ts'

const ThemeSchema = z.enum(['light', 'dark'])

type Theme = z.infer<typeof ThemeSchema>

/** The script in index.html reads it before the first paint: a module would run too late. */
const KEY = 'threadkeep.theme'

/** What the page shows: the choice made here, else the system's. */
function shownTheme(): Theme {
  // Shown already, where it is one: this removes, and reports, what is none.
  readStored('local', KEY, ThemeSchema)
  const chosen = ThemeSchema.safeParse(document.documentElement.dataset['theme'])
  return chosen.data ?? systemTheme()
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
