/** Which folders are folded up on this device. */

import { useSyncExternalStore } from 'react'

const KEY = 'foldedFolders'

let folded: ReadonlySet<string> | null = null
const listeners = new Set<() => void>()

const read = (): ReadonlySet<string> => {
  try {
    return new Set((localStorage.getItem(KEY) ?? '').split(' ').filter((id) => id !== ''))
  } catch {
    return new Set()
  }
}

const current = (): ReadonlySet<string> => (folded ??= read())

const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useFolded = (): ReadonlySet<string> => useSyncExternalStore(watch, current)

export const setFolded = (folderId: string, isFolded: boolean): void => {
  const next = new Set(current())
  if (isFolded) next.add(folderId)
  else next.delete(folderId)
  folded = next
  for (const listener of listeners) listener()
  try {
    localStorage.setItem(KEY, [...next].join(' '))
  } catch {
    // Full or forbidden: then it holds until the page is closed.
  }
}
