/** A sync that a person asked for: heard at its start and at its end, and to be stopped. */

import { useSyncExternalStore } from 'react'
import { countOutbox } from '../../db/device/outbox.ts'
import type { SyncOutcome } from '../../sw/engine/outcome.ts'
import type { Home } from '../session/home.ts'
import { announce } from '../ui/announce.ts'

let running: AbortController | null = null
const listeners = new Set<() => void>()

const setRunning = (next: AbortController | null): void => {
  running = next
  for (const listener of listeners) listener()
}

const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether this page runs one now. */
export const useIsByHand = (): boolean => useSyncExternalStore(watch, () => running !== null)

export const stopByHand = (): void => running?.abort()

const endWords = async (outcome: SyncOutcome, { database }: Home): Promise<string> => {
  if (outcome.kind === 'interrupted') return 'Sync stopped.'
  if (outcome.kind !== 'done' && outcome.kind !== 'skipped') return outcome.fault.message
  const { waiting, parked } = await countOutbox(database)
  return waiting + parked === 0 ? 'Up to date' : 'Sync ended.'
}

export const syncByHand = async (home: Home): Promise<void> => {
  if (home.sync === null || running !== null) return
  const asked = new AbortController()
  setRunning(asked)
  announce('Sync started.')
  try {
    announce(await endWords(await home.sync.sync('full', asked.signal), home))
  } finally {
    setRunning(null)
  }
}
