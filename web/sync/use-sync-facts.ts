/** Everything the sync pill depends on, live; gathered once for the whole page, read from there by the views. */

import {
  createContext,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { firstConflictName } from '../../db/device/open-conflicts.ts'
import { NO_PROGRESS, type EngineStatus } from '../../sw/engine/announce.ts'
import { IDLE, type State } from '../../sw/engine/machine.ts'
import { useSettling } from '../conflicts/use-settling.ts'
import { useLocalChats } from '../session/local-chats.ts'
import { useLive, useHome } from '../session/use-home.ts'
import type { PillState, SyncFacts } from './pill-state.ts'
import { followIn } from './steady.ts'
import { useStorageTrouble } from './use-storage-trouble.ts'
import { factsIn, readCounts } from './sync-facts.ts'

const QUIET: EngineStatus = { state: IDLE, run: null, progress: NO_PROGRESS }
const watchNothing = () => () => undefined

export const useEngineStatus = (): EngineStatus => {
  const { sync } = useHome()
  return useSyncExternalStore(sync?.watch ?? watchNothing, sync?.status ?? (() => QUIET))
}

export interface SyncStanding {
  readonly facts: SyncFacts
  readonly state: PillState
  /** As of when; renewed as seldom as the state allows. */
  readonly now: number
}

export const SyncContext = createContext<SyncStanding | null>(null)

/** Only under the watch, which the app renders around its views. */
export const useSyncStanding = (): SyncStanding => {
  const standing = useContext(SyncContext)
  if (standing === null) throw new Error('nothing watches the sync here')
  return standing
}

export const useSyncFacts = (): SyncFacts => useSyncStanding().facts

const UNKNOWN = {
  isKnown: false,
  isPaused: false,
  waiting: 0,
  oldest: null,
  lastSentAt: null,
  parked: 0,
  conflicts: 0,
  localChats: 0,
  fault: null,
  failures: 0,
  isFirstDownload: false,
  lastSyncedAt: null,
} as const

/** For the watch alone: everybody else reads what it found. */
export const useGatheredFacts = (): SyncFacts => {
  const { identity } = useHome()
  const counts = useLive(readCounts, [])
  const { run, progress, state } = useEngineStatus()
  const isRunShown = useSteady(run !== null)
  const isOnline = useIsOnline()
  const { found } = useLocalChats()
  const trouble = useStorageTrouble()
  const reachableSince = useReachableSince()
  const standing = useLastStanding(state)
  const known = counts === undefined ? UNKNOWN : factsIn(counts, standing)
  const conflicts = useSettling(known.conflicts)
  const faultSince = useSince(known.fault === null ? null : 0)
  const since = useSince(isRunShown && progress.received > 0 ? progress.received : null)
  return {
    ...known,
    conflicts,
    conflictName: useConflictName(conflicts === 1),
    faultSince: faultSince?.at ?? null,
    isSignedIn: identity !== null,
    isStorageFailing: trouble !== null,
    isStorageLost: trouble === 'lost',
    isOnline,
    reachableSince,
    run: isRunShown ? { ...progress, since } : null,
    localChats: known.localChats + (found?.chats ?? 0),
  }
}

/** How the last attempt ended, also while the next is under way: that one has changed nothing yet. */
const useLastStanding = (state: State): State => {
  const [last, setLast] = useState(state)
  const isEnd = state.kind === 'idle' || state.kind === 'waiting' || state.kind === 'stopped'
  if (isEnd && state !== last) setLast(state)
  return isEnd ? state : last
}

/** Undefined until it was looked up. */
const useConflictName = (isAsked: boolean): string | null | undefined => {
  const found = useLive(
    async (database) => ({
      isAsked,
      name: isAsked ? await firstConflictName(database) : null,
    }),
    [isAsked],
  )
  return found?.isAsked === isAsked ? found.name : undefined
}

/** When this page first saw a number there, and which; null while there is none. */
const useSince = (received: number | null) => {
  const [since, setSince] = useState<{ readonly at: number; readonly received: number } | null>(
    null,
  )
  const isThere = received !== null
  const first = useEffectEvent(() => setSince({ at: Date.now(), received: received ?? 0 }))
  useEffect(() => {
    if (!isThere) return
    const timer = setTimeout(first)
    return () => {
      clearTimeout(timer)
      setSince(null)
    }
  }, [isThere])
  return since
}

/** True a little later than `isSo`, and for a moment at least, so that short runs do not flicker. */
const useSteady = (isSo: boolean): boolean => {
  const [isShown, setIsShown] = useState(false)
  const changedAt = useRef(0)
  useEffect(() => {
    if (isSo === isShown) return
    const timer = setTimeout(
      () => {
        changedAt.current = Date.now()
        setIsShown(isSo)
      },
      followIn(isSo, Date.now() - changedAt.current),
    )
    return () => clearTimeout(timer)
  }, [isSo, isShown])
  return isShown
}

/** When this page last came online or into view: from then on it could have sent what waits. */
const useReachableSince = (): number => {
  const [since, setSince] = useState(Date.now)
  useEffect(() => {
    const look = () => {
      if (navigator.onLine && document.visibilityState === 'visible') setSince(Date.now())
    }
    // With the news itself: a moment later the failures of before would count against the new network.
    window.addEventListener('online', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      window.removeEventListener('online', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
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
