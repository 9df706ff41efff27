/** Light, dark, or as the system has it. */

import { Monitor, Moon, Sun } from 'lucide-react'
import { joinClasses } from '../ui/join-classes.ts'
import { choosePreference, usePreference } from './preferences.ts'

const CHOICES = [
  { theme: 'system', label: 'System', Icon: Monitor },
  { theme: 'light', label: 'Light', Icon: Sun },
  { theme: 'dark', label: 'Dark', Icon: Moon },
] as const

export const ThemeChoice = () => {
  const chosen = usePreference('theme')
  return (
    <fieldset className="flex gap-1 rounded-full bg-chip p-1">
      <legend className="sr-only">Theme</legend>
      {CHOICES.map(({ theme, label, Icon }) => (
        <label
          key={theme}
          className={joinClasses(
            'flex min-h-11 flex-1 cursor-pointer items-center justify-center gap-2 rounded-full text-body font-medium has-focus-visible:outline-2 has-focus-visible:outline-info',
            chosen === theme ? 'bg-page text-text shadow-sm' : 'text-neutral hover:text-text',
          )}
        >
          <input
            type="radio"
            name="theme"
            className="sr-only"
            checked={chosen === theme}
            onChange={() => choosePreference('theme', theme)}
          />
          <Icon size={17} aria-hidden />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
