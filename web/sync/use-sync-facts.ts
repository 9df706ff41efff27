/** Everything the sync pill depends on, live. */

import { useEffect, useState, useSyncExternalStore } from 'react'
import { NO_PROGRESS, type EngineStatus } from '../../sw/engine/announce.ts'
import { IDLE } from '../../sw/engine/machine.ts'
import { useLocalChats } from '../session/local-chats.ts'
import { useLive, useHome } from '../session/use-home.ts'
import type { SyncFacts } from './pill-state.ts'
import { useStorageTrouble } from './use-storage-trouble.ts'
import { factsIn, readCounts } from './sync-facts.ts'

const QUIET: EngineStatus = { state: IDLE, run: null, progress: NO_PROGRESS }
const watchNothing = () => () => undefined

export const useEngineStatus = (): EngineStatus => {
  const { sync } = useHome()
  return useSyncExternalStore(sync?.watch ?? watchNothing, sync?.status ?? (() => QUIET))
}

const UNKNOWN = {
  isKnown: false,
  isPaused: false,
  waiting: 0,
  oldest: null,
  lastSentAt: null,
  parked: 0,
  conflicts: 0,
  fault: null,
  failures: 0,
  isFirstDownload: false,
  lastSyncedAt: null,
} as const

export const useSyncFacts = (): SyncFacts => {
  const { identity } = useHome()
  const counts = useLive(readCounts, [])
  const { run, progress, state } = useEngineStatus()
  const isRunShown = useSteady(run !== null)
  const isOnline = useIsOnline()
  const { found } = useLocalChats()
  const trouble = useStorageTrouble()
  const reachableSince = useReachableSince(isOnline)
  const known = counts === undefined ? UNKNOWN : factsIn(counts, state)
  return {
    ...known,
    isSignedIn: identity !== null,
    isStorageFailing: trouble !== null,
    isStorageLost: trouble === 'lost',
    isOnline,
    reachableSince,
    run: isRunShown ? progress : null,
    localChats: found?.chats ?? 0,
  }
}

const SHOW_AFTER_MS = 400
const SHOW_FOR_MS = 600

/** True a little later than `isTrue`, and for a moment at least, so that short runs do not flicker. */
const useSteady = (isTrue: boolean): boolean => {
  const [isShown, setIsShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(isTrue), isTrue ? SHOW_AFTER_MS : SHOW_FOR_MS)
    return () => clearTimeout(timer)
  }, [isTrue])
  return isShown
}

/** When this page last came online or into view: from then on it could have sent what waits. */
const useReachableSince = (isOnline: boolean): number => {
  const [since, setSince] = useState(Date.now)
  useEffect(() => {
    const look = () => {
      if (isOnline && document.visibilityState === 'visible') setSince(Date.now())
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [isOnline])
  return since
}

const OFFLINE_AFTER_MS = 1500

/** False once the browser has been without a network for a moment; at once when it starts without. */
export const useIsOnline = (): boolean => {
  const [isOnline, setIsOnline] = useState(() => navigator.onLine)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      clearTimeout(timer)
      if (navigator.onLine) setIsOnline(true)
      else timer = setTimeout(() => setIsOnline(false), OFFLINE_AFTER_MS)
    }
    window.addEventListener('online', look)
    window.addEventListener('offline', look)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('online', look)
      window.removeEventListener('offline', look)
    }
  }, [])
  return isOnline
}
