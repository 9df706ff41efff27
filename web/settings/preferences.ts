/** What a person has chosen for this device: each choice kept by itself, heard of at once, in other tabs too. */

import { useSyncExternalStore } from 'react'

/** Every setting with what it may be; the first is what holds until somebody chooses. */
export const CHOICES = {
  theme: ['system', 'light', 'dark'],
  /** Percent of the browser's own text size. */
  textSize: ['100', '87', '112', '125', '150'],
  density: ['comfortable', 'compact'],
  motion: ['system', 'reduced'],
  /** Long lines of code: moved sideways, or broken. */
  codeLines: ['scroll', 'wrap'],
  /** What Enter does on a keyboard; on touch screens it always makes a new line. */
  enterKey: ['send', 'line'],
  /** Pictures in messages that lie on other servers, which learn of whoever loads them. */
  remoteImages: ['ask', 'always'],
  /** What was changed in two places: the person chooses, or what was written last stands. */
  conflicts: ['ask', 'newest'],
} as const

export type PreferenceName = keyof typeof CHOICES
export type Preference<Name extends PreferenceName> = (typeof CHOICES)[Name][number]

type Listener = () => void

const listeners = new Set<Listener>()
/** What was chosen in this page where the browser keeps nothing, and what it keeps, read once. */
const known = new Map<string, string | null>()

/** Kept under its own name. */
const stored = (key: string): string | null => {
  const value = known.get(key)
  if (value !== undefined) return value
  const found = fromStorage(key)
  known.set(key, found)
  return found
}

const fromStorage = (key: string): string | null => {
  try {
    return localStorage.getItem(key)
  } catch {
    // Forbidden: the app goes on as it comes.
    return null
  }
}

export const readPreference = <Name extends PreferenceName>(name: Name): Preference<Name> => {
  const value = stored(name)
  const choices: readonly Preference<Name>[] = CHOICES[name]
  const chosen = choices.find((choice) => choice === value)
  return chosen ?? CHOICES[name][0]
}

export const choosePreference = <Name extends PreferenceName>(
  name: Name,
  value: Preference<Name>,
): void => {
  known.set(name, value)
  try {
    localStorage.setItem(name, value)
  } catch {
    // Full or forbidden: then it holds until the page is closed.
  }
  tell()
}

const tell = (): void => {
  for (const listener of listeners) listener()
}

const takeFromOtherTab = ({ key, newValue }: StorageEvent): void => {
  if (key === null) known.clear()
  else if (Object.hasOwn(CHOICES, key)) known.set(key, newValue)
  else return
  tell()
}

/** Calls back after every choice, also one that was made in another tab. */
export const watchPreferences = (listener: Listener): (() => void) => {
  if (listeners.size === 0) window.addEventListener('storage', takeFromOtherTab)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('storage', takeFromOtherTab)
  }
}

export const usePreference = <Name extends PreferenceName>(name: Name): Preference<Name> => {
  const read = () => readPreference(name)
  return useSyncExternalStore(watchPreferences, read, read)
}
