/** Watches how sync stands, once for the whole page, and tells it wherever the eye is not on the pill. */

import { useEffect, useRef, type ReactNode } from 'react'
import { announce } from '../ui/announce.ts'
import { countWords } from '../ui/count-words.ts'
import { showToast } from '../ui/toasts.ts'
import { useNow } from '../ui/use-now.ts'
import { markWindow } from '../ui/window-title.ts'
import { needsYou } from './needs-you.ts'
import { pillState, type SyncFacts } from './pill-state.ts'
import { pillWords } from './pill-words.ts'
import { NOTHING_TOLD, tell } from './spoken-state.ts'
import { SyncContext, useGatheredFacts, type SyncStanding } from './use-sync-facts.ts'

/** How often time alone may change the state: what waits gets stuck, a hiccup becomes an outage. */
const paceOf = ({ waiting, fault, run, isFirstDownload }: SyncFacts): number => {
  if (run !== null && isFirstDownload) return 1000
  return fault !== null ? 2000 : waiting > 0 ? 5000 : 30_000
}

export const SyncWatch = ({ children }: { readonly children: ReactNode }) => {
  const facts = useGatheredFacts()
  const now = useNow(paceOf(facts))
  const standing = { facts, now, state: pillState(facts, now) }
  useTelling(standing)
  useMark(standing)
  useWelcome(facts)
  return <SyncContext value={standing}>{children}</SyncContext>
}

const useTelling = ({ facts, state }: SyncStanding): void => {
  const told = useRef(NOTHING_TOLD)
  const isNameless = facts.conflicts === 1 && facts.conflictName === undefined
  useEffect(() => {
    // A moment later it can be told what it is about.
    if (state.kind === 'conflict' && isNameless) return
    const now = Date.now()
    const telling = tell(told.current, { state, spoken: pillWords(state, now).spoken }, now)
    told.current = telling.told
    if (telling.remark !== null) announce(telling.remark.text, telling.remark.urgency, 'sync')
  })
}

const useMark = ({ facts, state }: SyncStanding): void => {
  const needing = needsYou(facts, state)
  useEffect(() => markWindow(needing), [needing])
}

/** A short gap is not worth a word, nor is one in which nothing was written. */
const LONG_AWAY_MS = 10_000
const WELCOME_MS = 4000

const useWelcome = ({ isOnline, isSignedIn, waiting }: SyncFacts): void => {
  const awaySince = useRef<number | null>(null)
  const waits = useRef(waiting)
  useEffect(() => {
    waits.current = waiting
  }, [waiting])
  useEffect(() => {
    if (!isOnline) {
      awaySince.current = Date.now()
      return
    }
    const awayMs = awaySince.current === null ? 0 : Date.now() - awaySince.current
    awaySince.current = null
    if (awayMs <= LONG_AWAY_MS || waits.current === 0 || !isSignedIn) return
    showToast({
      id: 'back-online',
      text: `Back online. Sending ${countWords(waits.current, 'change')}.`,
      durationMs: WELCOME_MS,
    })
  }, [isOnline, isSignedIn])
}
