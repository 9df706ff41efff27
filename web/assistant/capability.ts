/** Whether the server of this app can answer messages: as it last said, so that a start needs no network. */

import { useSyncExternalStore } from 'react'
import { configReplySchema } from '../../db/protocol/session.ts'
import { callApi } from '../session/call-api.ts'

const KEY = 'assistant'

const listeners = new Set<() => void>()
let isKnown = false

const read = (): boolean => {
  try {
    return localStorage.getItem(KEY) === 'yes'
  } catch {
    // Forbidden: it is asked for at every start.
    return false
  }
}

let has = read()

export const hasAssistant = (): boolean => has

/** What the server said, or showed by refusing to answer. */
export const noteAssistant = (isThere: boolean): void => {
  isKnown = true
  if (isThere === has) return
  has = isThere
  try {
    localStorage.setItem(KEY, isThere ? 'yes' : 'no')
  } catch {
    // This page knows.
  }
  for (const listener of listeners) listener()
}

/** Once a start, as soon as there is a network. */
export const learnAssistant = async (): Promise<void> => {
  if (isKnown || !navigator.onLine) return
  const answer = await callApi('/api/config', configReplySchema)
  if (answer.kind === 'ok') noteAssistant(answer.value.assistant)
}

const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useHasAssistant = (): boolean => useSyncExternalStore(watch, hasAssistant)
