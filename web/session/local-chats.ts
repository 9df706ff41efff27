/** The chats written here before signing in that no account has: how many, and whether the person is being asked. */

import { useSyncExternalStore } from 'react'
import type { Adoptable } from '../../db/device/adoptable.ts'

export interface LocalChats {
  /** null: there are none, or nobody has looked yet. */
  readonly found: Adoptable | null
  readonly isAsking: boolean
}

const NONE: LocalChats = { found: null, isAsking: false }

let known = NONE
const listeners = new Set<() => void>()

const setLocalChats = (next: LocalChats): void => {
  known = next
  for (const listener of listeners) listener()
}

/** What a look into their database found. */
export const noteLocalChats = (found: Adoptable | null): void => {
  if (found === null || found.chats === 0) setLocalChats(NONE)
  else setLocalChats({ ...known, found })
}

/** Opens the question, by itself after signing in or because the person wants to answer it now. */
export const askAboutLocalChats = (): void => setLocalChats({ ...known, isAsking: true })

/** Answered, whatever the answer was. */
export const stopAsking = (): void => setLocalChats({ ...known, isAsking: false })

export const localChats = (): LocalChats => known

const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useLocalChats = (): LocalChats => useSyncExternalStore(watch, localChats)
