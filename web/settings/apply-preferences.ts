/** Puts on the page what was chosen of its looks, before anything is drawn and after every choice. */

import { readPreference, watchPreferences } from './preferences.ts'

const apply = (): void => {
  const { dataset, style } = document.documentElement
  const theme = readPreference('theme')
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  dataset['density'] = readPreference('density')
  dataset['motion'] = readPreference('motion')
  const size = readPreference('textSize')
  // In percent of what the browser is set to, and nothing where that is to hold.
  style.fontSize = size === '100' ? '' : `${size}%`
}

export const keepPreferencesApplied = (): void => {
  apply()
  watchPreferences(apply)
}
