import { Moon, Sun } from 'lucide-react'
import { Button } from './button.tsx'
import { useTheme } from './hooks/use-theme.ts'

export function ThemeToggle() {
  const [theme, toggle] = useTheme()
  const Icon = theme === 'dark' ? Sun : Moon
  return (
    <Button
      variant="quiet"
      size="icon"
      aria-label={theme === 'dark' ? 'Use light colours' : 'Use dark colours'}
      onClick={toggle}
    >
      <Icon size={17} aria-hidden />
    </Button>
  )
}
