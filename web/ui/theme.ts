/** Light, dark or as the system says: kept per device, applied before anything is drawn. */

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'theme'

const isTheme = (value: string | null): value is Theme =>
  value === 'system' || value === 'light' || value === 'dark'

export const readTheme = (): Theme => {
  const stored = localStorage.getItem(KEY)
  return isTheme(stored) ? stored : 'system'
}

export const applyTheme = (theme: Theme): void => {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme
}

export const chooseTheme = (theme: Theme): void => {
  localStorage.setItem(KEY, theme)
  applyTheme(theme)
}
