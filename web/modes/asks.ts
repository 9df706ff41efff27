/** What a menu asks for that needs the dialog about where a chat or folder is kept; one at a time. */

import type { Owner } from '../../db/device/holds.ts'

let asked: Owner | null = null
const listeners = new Set<() => void>()

export const askedNow = (): Owner | null => asked

export const watchAsks = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** For the menu of a chat or folder; null: it has its answer. */
export const askMode = (of: Owner | null): void => {
  asked = of
  for (const listener of listeners) listener()
}
